import { Delete, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyView } from '../company/company.dto.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { problem } from '../problem/problem.ts';
import { SamlEncryptionKeys } from './encryption-keys.ts';

/** Whether the identity provider of a company may encrypt assertions for it. */
@ApiTags('saml')
@AccountController('/companies/:companyId/saml/encryption')
export class SamlEncryptionController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(SamlEncryptionKeys) private readonly keys: SamlEncryptionKeys,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('owner-setup')
  @ApiOperation({
    summary:
      'Offer a certificate to encrypt assertions for, in the metadata; one that is offered already stays. Of the members, only owners can.',
  })
  @ApiOkResponse({ type: CompanyView })
  async offer(@TheCompany() company: Company, @TheContext() context: CommandContext): Promise<CompanyView> {
    if (company.samlEncryption) return this.views.company(company);
    const made = await this.keys.make(company.id);
    if (made === null) throw problem('saml-key-not-set');
    return this.views.company(await this.companies.run({ type: 'OfferSamlEncryption', context, encryption: made }));
  }

  @Delete()
  @Needs('owner-setup')
  @ApiOperation({
    summary:
      'Offer it no longer: what is encrypted for it is not read any more. The next one is another. Of the members, only owners can.',
  })
  @ApiOkResponse({ type: CompanyView })
  async withdraw(@TheContext() context: CommandContext): Promise<CompanyView> {
    return this.views.company(await this.companies.run({ type: 'WithdrawSamlEncryption', context }));
  }
}
