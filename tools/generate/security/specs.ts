/** A file of tests; `titles` is where the names of its tests stand, if they come from another file. */
export interface SpecFile {
  readonly file: string;
  readonly titles?: string;
}

const spec = (file: string, titles?: string): SpecFile => ({ file, ...(titles === undefined ? {} : { titles }) });

/** Every file of tests that docs/security.md rests on, once: anyone who moves one changes its line here. */
export const SPECS = {
  account: spec('apps/standalone-e2e/src/account/account.e2e.spec.ts'),
  accountAttacks: spec('apps/standalone-e2e/src/account/account-attacks.e2e.spec.ts'),
  accountBodies: spec('apps/standalone-e2e/src/account/account-description.e2e.spec.ts'),
  accountSessions: spec('apps/standalone-e2e/src/account/account-sessions.e2e.spec.ts'),
  accountStore: spec(
    'libs/gateway-store/src/embedded/account-store.int.spec.ts',
    'libs/gateway-store/src/contract/account.ts',
  ),
  activity: spec('libs/gateway/src/activity.int.spec.ts'),
  age: spec('libs/access/src/saml/age.attack.unit.spec.ts'),
  answers: spec('libs/scim-http/src/error/scim-failure.unit.spec.ts'),
  attacker: spec('apps/standalone-e2e/src/attacks/attacker.e2e.spec.ts'),
  attributes: spec('tools/generate/attributes-page.unit.spec.ts'),
  browser: spec('apps/standalone-e2e/src/console/console.e2e.spec.ts'),
  claims: spec('libs/provisioning/src/writing/claims-apart.int.spec.ts'),
  companies: spec('libs/provisioning/src/companies/change-company.int.spec.ts'),
  company: spec('libs/domain/src/company/company.unit.spec.ts'),
  compose: spec('apps/services-e2e/src/containers/compose.e2e.spec.ts'),
  connectionString: spec('libs/event-store/src/eventstoredb/connection/connection-string.unit.spec.ts'),
  cookie: spec('libs/account-http/src/sessions/session-cookie.unit.spec.ts'),
  credentials: spec('libs/access/src/credentials.unit.spec.ts'),
  cursor: spec('libs/scim/src/conformance/cursor.unit.spec.ts'),
  dependencies: spec('tools/dependencies/dependency.unit.spec.ts'),
  editedLog: spec('apps/standalone-e2e/src/attacks/edited-log.e2e.spec.ts'),
  encryption: spec('libs/access/src/saml/encryption/encryption.attack.unit.spec.ts'),
  eventStoreDb: spec('libs/event-store/src/eventstoredb/failing-server.int.spec.ts'),
  eventFeed: spec('libs/gateway/src/event-feed/pages.int.spec.ts'),
  eventFeedLive: spec('libs/gateway/src/event-feed/live.int.spec.ts'),
  faults: spec('apps/standalone-e2e/src/process/faults.e2e.spec.ts'),
  filter: spec('libs/scim/src/filter/filter.unit.spec.ts'),
  forged: spec('libs/access/src/saml/forged.attack.unit.spec.ts'),
  gateways: spec('apps/services-e2e/src/account.e2e.spec.ts'),
  generated: spec('tools/generate/generate.unit.spec.ts'),
  given: spec('libs/access/src/saml/given/given.attack.int.spec.ts'),
  guesses: spec('libs/account-http/src/security/failed-attempts.unit.spec.ts'),
  http: spec('apps/standalone-e2e/src/scim/http-edge.e2e.spec.ts'),
  lists: spec('libs/scim/src/query/list.unit.spec.ts'),
  memberFile: spec('apps/operator/src/member-file/member-file.int.spec.ts'),
  metrics: spec('libs/telemetry/src/operations.int.spec.ts'),
  names: spec('libs/domain/src/name-rules.unit.spec.ts'),
  operatorNames: spec('apps/operator-e2e/src/names.e2e.spec.ts'),
  pages: spec('tools/tidy/pages.unit.spec.ts'),
  properties: spec('libs/scim/src/properties.unit.spec.ts'),
  recordCode: spec('libs/event-store/src/record-mac.unit.spec.ts'),
  relay: spec('apps/services-e2e/src/relay.e2e.spec.ts'),
  resources: spec('libs/scim/src/resource/parse.unit.spec.ts'),
  rowFilter: spec('libs/read-model/src/lists/filter-to-sql.int.spec.ts'),
  saml: spec('apps/standalone-e2e/src/attacks/saml.e2e.spec.ts'),
  samlLane: spec('libs/access/src/saml/lane.unit.spec.ts'),
  schema: spec('libs/scim/src/conformance/schema.unit.spec.ts'),
  scim: spec('apps/standalone-e2e/src/scim/scim.e2e.spec.ts'),
  seen: spec('apps/standalone-e2e/src/attacks/seen.e2e.spec.ts'),
  services: spec('apps/services-e2e/src/services.e2e.spec.ts'),
  sessionAttacks: spec(
    'apps/standalone-e2e/src/attacks/sessions.e2e.spec.ts',
    'libs/testing/src/console-attacks/sessions.ts',
  ),
  settings: spec('libs/settings/src/settings.unit.spec.ts'),
  setupLink: spec('libs/access/src/setup-link.unit.spec.ts'),
  takeover: spec('apps/standalone-e2e/src/attacks/takeover.e2e.spec.ts'),
  token: spec('libs/access/src/token.unit.spec.ts'),
  tokenAttacks: spec(
    'apps/standalone-e2e/src/attacks/sessions.e2e.spec.ts',
    'libs/testing/src/console-attacks/tokens.ts',
  ),
  tokenGate: spec('libs/access/src/token-gate.int.spec.ts'),
  unsafe: spec('tools/tidy/unsafe.int.spec.ts'),
  user: spec('libs/domain/src/user/user.unit.spec.ts'),
} as const satisfies Readonly<Record<string, SpecFile>>;

/** The short name of a file of tests. */
export type SpecName = keyof typeof SPECS;
