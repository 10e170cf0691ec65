import { Body, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { ReadActiveUsers, ReadMemberFact } from '@luciq/provisioning';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyView } from '../company/company.dto.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { StringField } from '../validation/fields.ts';
import { MAX_WORD_LENGTH } from '../validation/limits.ts';

const SAY = 'Give the id of a member of this company.';
const SEEN = 'userName of that member as it was shown: refused with member-renamed where it is another one by now.';
const SAY_NAME = 'Give the userName of the member, or leave it out.';
const ID = /^[A-Za-z0-9-]{1,64}$/;

/** Whose ownership goes to whom. */
export class TransferBody {
  @StringField({ description: 'Id of the owner who gives it up.', message: SAY, maxLength: 64, pattern: ID })
  readonly from!: string;

  @StringField({ description: 'Id of the member who becomes an owner.', message: SAY, maxLength: 64, pattern: ID })
  readonly to!: string;

  @StringField({ description: SEEN, message: SAY_NAME, maxLength: MAX_WORD_LENGTH, optional: true })
  readonly userName?: string;
}

/** Who becomes an owner. */
export class OwnerBody {
  @StringField({ description: 'Id of the member who becomes an owner.', message: SAY, maxLength: 64, pattern: ID })
  readonly userId!: string;

  @StringField({ description: SEEN, message: SAY_NAME, maxLength: MAX_WORD_LENGTH, optional: true })
  readonly userName?: string;
}

/** Who owns a company. Ownership moves here only, never over SCIM. */
@ApiTags('owners')
@AccountController('/companies/:companyId/owners')
export class OwnersController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Post('transfer')
  @HttpCode(200)
  @Needs('owner')
  @ApiOperation({ summary: 'Pass an ownership on to an active member. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async transfer(
    @TheCompany() { id }: Company,
    @TheContext() context: CommandContext,
    @Body() { from, to, userName }: TransferBody,
  ): Promise<CompanyView> {
    const member = await this.queries.execute(new ReadMemberFact(id, to, userName));
    return this.views.company(await this.companies.run({ type: 'TransferOwnership', context, from, to, member }));
  }

  @Post()
  @HttpCode(200)
  @Needs('owner')
  @ApiOperation({ summary: 'Make an active member an owner beside those that there are.' })
  @ApiOkResponse({ type: CompanyView })
  async add(
    @TheCompany() { id }: Company,
    @TheContext() context: CommandContext,
    @Body() { userId, userName }: OwnerBody,
  ): Promise<CompanyView> {
    const member = await this.queries.execute(new ReadMemberFact(id, userId, userName));
    return this.views.company(await this.companies.run({ type: 'GrantOwnership', context, userId, member }));
  }

  @Delete(':userId')
  @HttpCode(200)
  @Needs('owner')
  @ApiOperation({ summary: 'Make an owner a member like any other. Refused for the last one who is active.' })
  @ApiOkResponse({ type: CompanyView })
  async remove(
    @TheCompany() company: Company,
    @TheContext() context: CommandContext,
    @Param('userId') userId: string,
  ): Promise<CompanyView> {
    const active = await this.queries.execute(new ReadActiveUsers(company.id, company.owners));
    return this.views.company(
      await this.companies.run({ type: 'RevokeOwnership', context, userId, activeOwners: active }),
    );
  }
}
