import { Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Company } from '@luciq/domain';
import type { AccountStore } from '@luciq/gateway-store';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { ACCOUNT_STORE } from '../injection-tokens.ts';
import { ChecklistView } from './checklist.dto.ts';
import { checklistSteps } from './checklist-steps.ts';

/** The steps of the set-up, which are ticked by the identity provider's own requests. */
@ApiTags('checklist')
@AccountController('/companies/:companyId/checklist')
export class ChecklistController {
  constructor(@Inject(ACCOUNT_STORE) private readonly account: AccountStore) {}

  @Get()
  @Needs('company-setup')
  @ApiOperation({ summary: 'How far the set-up is.' })
  @ApiOkResponse({ type: ChecklistView })
  async read(@TheCompany() company: Company): Promise<ChecklistView> {
    const first = await this.account.activity.firstOf(company.id);
    return { steps: checklistSteps(company, first, new Date().toISOString()) };
  }
}
