import * as steps from './account-steps.ts';
import type { Route, Send } from './attack.ts';

const send = (ask: Send): Promise<unknown> => ask();
const sending =
  (body: Parameters<Send>[1]) =>
  (ask: Send): Promise<unknown> =>
    ask({}, body);
const OF_COMPANY = '/companies/{companyId}';

/** Every route of the account API: what it takes to be answered, how often it is tried in 1,000 steps, and what is sent. Of what ends something, the last. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  { route: 'GET /session', needed: 'session', weight: 8, step: send },
  { route: 'GET /companies', needed: 'nobody', weight: 4, step: send },
  {
    route: 'POST /companies',
    needed: 'nobody',
    weight: 2,
    step: (ask, { world }) => ask({}, { id: `${world.company}-beside`, name: 'Beside', applications: [] }),
  },
  { route: `GET ${OF_COMPANY}`, needed: 'setup', weight: 10, step: send },
  { route: `GET ${OF_COMPANY}/checklist`, needed: 'setup', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/members`, needed: 'admin', weight: 14, step: send },
  { route: `GET ${OF_COMPANY}/members/by-name`, needed: 'admin', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/members/{userId}`, needed: 'admin', weight: 14, step: send },
  { route: `GET ${OF_COMPANY}/members/{userId}/timeline`, needed: 'admin', weight: 14, step: send },
  { route: `GET ${OF_COMPANY}/groups`, needed: 'admin', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/groups/{groupId}`, needed: 'admin', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/activity`, needed: 'admin', weight: 12, step: send },
  { route: `GET ${OF_COMPANY}/activity/{entryId}/events`, needed: 'admin', weight: 8, step: steps.readCaused },
  { route: `GET ${OF_COMPANY}/security/sign-ins`, needed: 'admin', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/security/changes`, needed: 'owner', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/renames`, needed: 'admin', weight: 12, step: send },
  { route: `POST ${OF_COMPANY}/renames/{userId}/confirm`, needed: 'owner', weight: 40, step: steps.confirmRename },

  { route: `PUT ${OF_COMPANY}/applications`, needed: 'admin', weight: 2, step: sending({ applications: ['Shop'] }) },
  { route: `PUT ${OF_COMPANY}/defaults`, needed: 'admin', weight: 3, step: steps.changeDefaults },
  {
    route: `POST ${OF_COMPANY}/groups/{groupId}/mapping/preview`,
    needed: 'admin',
    weight: 6,
    step: steps.previewMapping,
  },
  { route: `PUT ${OF_COMPANY}/groups/{groupId}/mapping`, needed: 'admin', weight: 3, step: steps.setMapping },
  { route: `DELETE ${OF_COMPANY}/groups/{groupId}/mapping`, needed: 'admin', weight: 2, step: send },

  { route: `POST ${OF_COMPANY}/owners`, needed: 'owner', weight: 17, step: steps.grantOwnership },
  { route: `POST ${OF_COMPANY}/owners/transfer`, needed: 'owner', weight: 17, step: steps.transferOwnership },
  { route: `DELETE ${OF_COMPANY}/owners/{userId}`, needed: 'owner', weight: 17, step: steps.revokeOwnership },

  { route: `GET ${OF_COMPANY}/tokens`, needed: 'setup', weight: 8, step: send },
  { route: `GET ${OF_COMPANY}/tokens/refused`, needed: 'setup', weight: 4, step: send },
  { route: `POST ${OF_COMPANY}/tokens`, needed: 'setup', weight: 24, step: steps.issueToken },
  { route: `POST ${OF_COMPANY}/tokens/{tokenId}/hand-over`, needed: 'owner', weight: 8, step: send },
  { route: `DELETE ${OF_COMPANY}/tokens/{tokenId}`, needed: 'setup', weight: 8, step: steps.revokeToken },

  { route: `POST ${OF_COMPANY}/setup-links`, needed: 'owner', weight: 24, step: steps.issueLink },
  { route: `GET ${OF_COMPANY}/setup-links`, needed: 'owner', weight: 10, step: send },
  { route: 'POST /setup-session', needed: 'nobody', weight: 55, step: steps.openLink },
  { route: `DELETE ${OF_COMPANY}/setup-links/{linkId}`, needed: 'owner', weight: 16, step: steps.withdrawLink },

  { route: 'POST /operator-session', needed: 'nobody', weight: 5, step: steps.openOperatorSession },
  { route: 'GET /operator-sessions', needed: 'nobody', weight: 4, step: send },
  { route: 'GET /operations', needed: 'nobody', weight: 4, step: send },
  { route: 'POST /operations/rebuild', needed: 'nobody', weight: 1, step: send },
  { route: 'POST /operations/parked/{parkedId}/resume', needed: 'nobody', weight: 2, step: send },
  { route: 'DELETE /operator-sessions/{sessionId}', needed: 'nobody', weight: 6, step: steps.endOperatorSession },

  { route: `POST ${OF_COMPANY}/saml/enable`, needed: 'owner-or-setup', weight: 4, step: send },
  { route: `POST ${OF_COMPANY}/saml/encryption`, needed: 'owner-or-setup', weight: 4, step: send },
  { route: `DELETE ${OF_COMPANY}/saml/encryption`, needed: 'owner-or-setup', weight: 3, step: send },
  { route: `POST ${OF_COMPANY}/scim/enable`, needed: 'setup', weight: 2, step: send },
  { route: `POST ${OF_COMPANY}/scim/pause`, needed: 'setup', weight: 2, step: send },
  { route: `POST ${OF_COMPANY}/scim/resume`, needed: 'setup', weight: 4, step: send },

  { route: `GET ${OF_COMPANY}/sessions`, needed: 'owner', weight: 10, step: send },
  { route: `DELETE ${OF_COMPANY}/sessions/{sessionId}`, needed: 'owner', weight: 8, step: steps.endSession },
  { route: 'DELETE /session', needed: 'anything', weight: 12, step: steps.leave },
  { route: `POST ${OF_COMPANY}/sessions/end`, needed: 'owner', weight: 12, step: steps.endSessions },
  { route: `PUT ${OF_COMPANY}/saml`, needed: 'owner-or-setup', weight: 8, step: steps.replaceProvider },
  { route: `POST ${OF_COMPANY}/scim/disable`, needed: 'setup', weight: 3, step: steps.disableScim },
  { route: `POST ${OF_COMPANY}/saml/disable`, needed: 'owner-or-setup', weight: 4, step: steps.disableSaml },
];

/** Routes of the account API that are tried and never succeed here, with the reason. */
export const NEVER_DONE: Readonly<Record<string, string>> = {
  'POST /operations/parked/{parkedId}/resume': 'no company is parked: its records can all be written',
};
