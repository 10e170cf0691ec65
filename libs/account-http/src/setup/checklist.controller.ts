import { Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Company } from '@luciq/domain';
import type { AccountStore, ActivityAction, FirstSuccess } from '@luciq/gateway-store';
import type { StepView } from '../activity/activity.dto.ts';
import { ChecklistView } from '../activity/activity.dto.ts';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { ACCOUNT_STORE } from '../injection-tokens.ts';

/** What an identity provider must have done with success for a step to be done. */
const ACTIONS: Readonly<Partial<Record<StepView['id'], readonly ActivityAction[]>>> = {
  'connector-tested': ['connector-tested'],
  'user-created': ['user-created'],
  'user-updated': ['user-changed', 'user-replaced'],
  'user-deactivated': ['user-deactivated'],
  'users-imported': ['users-listed'],
};

/** The first time that one of a step's actions succeeded. */
function firstTime(first: ReadonlyMap<ActivityAction, FirstSuccess>, step: StepView['id']): string | null {
  const times = (ACTIONS[step] ?? []).flatMap((action) => first.get(action)?.time ?? []);
  return times.toSorted()[0] ?? null;
}

function stepsOf(company: Company, first: ReadonlyMap<ActivityAction, FirstSuccess>): readonly StepView[] {
  const { setupTimes: times } = company;
  const isConfigured = company.samlConfiguration !== null || company.saml === 'enabled';
  const ours: readonly StepView[] = [
    { id: 'saml-configured', done: isConfigured, time: times.samlConfigured ?? times.samlEnabled },
    { id: 'saml-enabled', done: company.saml === 'enabled', time: times.samlEnabled },
    { id: 'token-issued', done: company.tokens.size > 0, time: company.tokens.size > 0 ? times.tokenIssued : null },
    { id: 'scim-enabled', done: company.scim !== 'off', time: times.scimEnabled },
  ];
  const theirs = (
    ['connector-tested', 'user-created', 'user-updated', 'user-deactivated', 'users-imported'] as const
  ).map((id) => {
    const time = firstTime(first, id);
    return { id, done: time !== null, time };
  });
  return [...ours, ...theirs];
}

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
    return { steps: stepsOf(company, await this.account.activity.firstOf(company.id)) };
  }
}
