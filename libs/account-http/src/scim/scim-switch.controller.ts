import { HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyCommands, askedBy } from '../company/company-commands.ts';
import type { Asked } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { CompanyView } from '../company/company.dto.ts';
import { Needs } from '../auth/needs.ts';

/** Whether SCIM requests of a company are answered. */
@ApiTags('scim')
@AccountController('/companies/:companyId/scim')
export class ScimSwitchController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
  ) {}

  @Post('enable')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Answer SCIM requests. Refused while SAML is not enabled.' })
  @ApiOkResponse({ type: CompanyView })
  enable(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    return this.turned({ caller, companyId: id, requestId }, 'EnableScim');
  }

  @Post('pause')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Answer reads and hold writes back: the identity provider keeps and repeats them.' })
  @ApiOkResponse({ type: CompanyView })
  pause(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    return this.turned({ caller, companyId: id, requestId }, 'PauseScim');
  }

  @Post('resume')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Do writes again.' })
  @ApiOkResponse({ type: CompanyView })
  resume(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    return this.turned({ caller, companyId: id, requestId }, 'ResumeScim');
  }

  @Post('disable')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Answer no SCIM request any more, and revoke every token.' })
  @ApiOkResponse({ type: CompanyView })
  disable(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    return this.turned({ caller, companyId: id, requestId }, 'DisableScim');
  }

  private async turned(asked: Asked, type: 'EnableScim' | 'PauseScim' | 'ResumeScim' | 'DisableScim'): Promise<CompanyView> {
    return this.views.company(asked.companyId, await this.companies.run({ type, context: askedBy(asked) }));
  }
}
