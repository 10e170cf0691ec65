/** A file of tests; `titles` is where the names of its tests stand, if they come from another file. */
export interface SpecFile {
  readonly file: string;
  readonly titles?: string;
}

const spec = (file: string, titles?: string): SpecFile => ({ file, ...(titles === undefined ? {} : { titles }) });

/** Every file of tests that docs/security.md rests on, once: whoever moves one changes its line here. */
export const SPECS = {
  account: spec('apps/standalone/src/account.spec.ts'),
  accountAttacks: spec('apps/standalone/src/account-attacks.spec.ts'),
  accountBodies: spec('apps/standalone/src/account-description.spec.ts'),
  accountSessions: spec('apps/standalone/src/account-sessions.spec.ts'),
  accountStore: spec('libs/gateway-store/src/embedded/account-store.spec.ts', 'libs/gateway-store/src/contract/account.ts'),
  activity: spec('libs/scim-http/src/activity/activity.spec.ts'),
  age: spec('libs/access/src/saml/age.attack.spec.ts'),
  answers: spec('libs/scim-http/src/error/scim-failure.spec.ts'),
  attacker: spec('apps/standalone/src/attacker.attack.spec.ts'),
  attributes: spec('tools/generate/attributes-page.spec.ts'),
  browser: spec('apps/standalone/src/console.browser.spec.ts'),
  claims: spec('libs/provisioning/src/claims-apart.spec.ts'),
  companies: spec('libs/provisioning/src/companies.spec.ts'),
  company: spec('libs/domain/src/company.spec.ts'),
  compose: spec('libs/testing/src/engines/compose.spec.ts'),
  connectionString: spec('libs/event-store/src/eventstoredb/connection-string.spec.ts'),
  cookie: spec('libs/account-http/src/sessions/session-cookie.spec.ts'),
  credentials: spec('libs/access/src/credentials.spec.ts'),
  cursor: spec('libs/scim/src/conformance/cursor.spec.ts'),
  dependencies: spec('tools/dependencies/dependency.spec.ts'),
  editedLog: spec('apps/standalone/src/edited-log.attack.spec.ts'),
  encryption: spec('libs/access/src/saml/encryption/encryption.attack.spec.ts'),
  eventStoreDb: spec('libs/event-store/src/eventstoredb/failing-server.spec.ts'),
  faults: spec('apps/standalone/src/faults.spec.ts'),
  filter: spec('libs/scim/src/filter/filter.spec.ts'),
  forged: spec('libs/access/src/saml/forged.attack.spec.ts'),
  gateways: spec('apps/scim-gateway/src/account.spec.ts'),
  generated: spec('tools/generate/generate.spec.ts'),
  given: spec('libs/access/src/saml/given/given.attack.spec.ts'),
  guesses: spec('libs/account-http/src/security/failed-attempts.spec.ts'),
  http: spec('apps/standalone/src/http-edge.spec.ts'),
  lists: spec('libs/scim/src/query/list.spec.ts'),
  memberFile: spec('apps/operator/src/member-file/member-file.spec.ts'),
  metrics: spec('libs/telemetry/src/operations.spec.ts'),
  names: spec('libs/domain/src/name-rules.spec.ts'),
  operatorNames: spec('apps/operator/src/names.spec.ts'),
  pages: spec('tools/tidy/pages.spec.ts'),
  properties: spec('libs/scim/src/properties.spec.ts'),
  recordCode: spec('libs/event-store/src/record-mac.spec.ts'),
  relay: spec('apps/relay/src/relay.spec.ts'),
  resources: spec('libs/scim/src/resource/parse.spec.ts'),
  rowFilter: spec('libs/read-model/src/lists/filter-to-sql.spec.ts'),
  saml: spec('apps/standalone/src/saml.attack.spec.ts'),
  samlLane: spec('libs/access/src/saml/lane.spec.ts'),
  schema: spec('libs/scim/src/conformance/schema.spec.ts'),
  scim: spec('apps/standalone/src/scim.spec.ts'),
  seen: spec('apps/standalone/src/seen.attack.spec.ts'),
  services: spec('apps/scim-gateway/src/services.spec.ts'),
  sessionAttacks: spec('apps/standalone/src/sessions.attack.spec.ts', 'libs/testing/src/console-attacks/sessions.ts'),
  settings: spec('libs/settings/src/settings.spec.ts'),
  setupLink: spec('libs/access/src/setup-link.spec.ts'),
  takeover: spec('apps/standalone/src/takeover.attack.spec.ts'),
  token: spec('libs/access/src/token.spec.ts'),
  tokenAttacks: spec('apps/standalone/src/sessions.attack.spec.ts', 'libs/testing/src/console-attacks/tokens.ts'),
  tokenGate: spec('libs/access/src/token-gate.spec.ts'),
  unsafe: spec('tools/tidy/unsafe.spec.ts'),
  user: spec('libs/domain/src/user.spec.ts'),
} as const satisfies Readonly<Record<string, SpecFile>>;

/** The short name of a file of tests. */
export type SpecName = keyof typeof SPECS;
