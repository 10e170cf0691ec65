import { HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import { TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyView } from '../company/company.dto.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';

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
  enable(@TheContext() context: CommandContext): Promise<CompanyView> {
    return this.turned(context, 'EnableScim');
  }

  @Post('pause')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Answer reads and hold writes back: the identity provider keeps and repeats them.' })
  @ApiOkResponse({ type: CompanyView })
  pause(@TheContext() context: CommandContext): Promise<CompanyView> {
    return this.turned(context, 'PauseScim');
  }

  @Post('resume')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Do writes again.' })
  @ApiOkResponse({ type: CompanyView })
  resume(@TheContext() context: CommandContext): Promise<CompanyView> {
    return this.turned(context, 'ResumeScim');
  }

  @Post('disable')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Answer no SCIM request any more, and revoke every token.' })
  @ApiOkResponse({ type: CompanyView })
  disable(@TheContext() context: CommandContext): Promise<CompanyView> {
    return this.turned(context, 'DisableScim');
  }

  private async turned(
    context: CommandContext,
    type: 'EnableScim' | 'PauseScim' | 'ResumeScim' | 'DisableScim',
  ): Promise<CompanyView> {
    return this.views.company(await this.companies.run({ type, context }));
  }
}
