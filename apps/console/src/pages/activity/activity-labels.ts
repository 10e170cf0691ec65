import type { ActivityAction, ActivityEntry, ActivityOutcome } from '../../api/types.ts';

const actions: Readonly<Record<ActivityAction, string>> = {
  'connector-tested': 'Connector tested',
  'user-created': 'Member created',
  'user-replaced': 'Member replaced',
  'user-changed': 'Member changed',
  'user-deactivated': 'Member deactivated',
  'user-reactivated': 'Member activated again',
  'user-deleted': 'Member deleted',
  'user-read': 'Member read',
  'users-listed': 'Members listed',
  'user-looked-up': 'Member looked up',
  'group-created': 'Group created',
  'group-changed': 'Group changed',
  'group-replaced': 'Group replaced',
  'group-deleted': 'Group deleted',
  'group-read': 'Group read',
  'groups-listed': 'Groups listed',
  'group-looked-up': 'Group looked up',
  bulk: 'Several changes at once',
  discovery: 'Capabilities read',
  searched: 'Search',
  unknown: 'Request that Luciq does not know',
};

const tried: Readonly<Record<ActivityAction, string>> = {
  'connector-tested': 'Test the connector',
  'user-created': 'Create a member',
  'user-replaced': 'Replace a member',
  'user-changed': 'Change a member',
  'user-deactivated': 'Deactivate a member',
  'user-reactivated': 'Activate a member again',
  'user-deleted': 'Delete a member',
  'user-read': 'Read a member',
  'users-listed': 'List members',
  'user-looked-up': 'Look up a member',
  'group-created': 'Create a group',
  'group-changed': 'Change a group',
  'group-replaced': 'Replace a group',
  'group-deleted': 'Delete a group',
  'group-read': 'Read a group',
  'groups-listed': 'List groups',
  'group-looked-up': 'Look up a group',
  bulk: 'Make several changes at once',
  discovery: 'Read capabilities',
  searched: 'Search',
  unknown: 'Something Luciq does not know',
};

/** The label of a request: "Member created" where it was done, "Create a member" where it was not. */
export const actionLabel = (action: ActivityAction, outcome: ActivityOutcome): string =>
  outcome === 'done' ? actions[action] : tried[action];

/** The label of each outcome. */
export const OUTCOME_LABELS: Readonly<Record<ActivityOutcome, string>> = {
  done: 'Done',
  refused: 'Refused',
  'held-back': 'Held back',
  failed: 'Failed',
};

/** The outcomes in the order in which a page offers them. */
export const OUTCOMES: readonly ActivityOutcome[] = ['done', 'refused', 'held-back', 'failed'];

/** True for a query parameter that names an outcome. */
export const isOutcome = (value: string | null): value is ActivityOutcome =>
  OUTCOMES.some((outcome) => outcome === value);

/** What came of a request and what to do about it, where there is anything to say; null for one that simply was done. */
export function outcomeSentence({
  outcome,
  status,
  detail,
}: Pick<ActivityEntry, 'outcome' | 'status' | 'detail'>): string | null {
  switch (outcome) {
    case 'done':
      return detail;
    case 'held-back':
      return detail ?? 'Held back for now. The identity provider keeps it and repeats it by itself.';
    case 'failed':
      return (
        detail ??
        'Luciq could not answer. The identity provider may try again; if this goes on, tell Luciq’s support the request id.'
      );
    case 'refused':
      return detail ?? refusedBy(status);
  }
}

function refusedBy(status: number): string {
  if (status === 401)
    return 'The token was not accepted. Check in Okta that the current token is entered, or issue a new one under Tokens.';
  if (status === 404) return 'There is no such member or group in this company. Run an import in Okta to match again.';
  if (status === 409) return 'The name is taken already. Okta links the existing one when it imports.';
  return 'The request was not accepted as it was sent. Look at the attribute mapping in Okta.';
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** How long something took, to the precision a person cares about. */
export function shortDuration(ms: number): string {
  if (ms < 1) return 'under 1 ms';
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  return ms < MINUTE_MS ? `${(ms / SECOND_MS).toFixed(1)} s` : `${Math.round(ms / MINUTE_MS)} min`;
}
