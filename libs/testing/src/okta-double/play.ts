import { randomUUID } from 'node:crypto';
import { valueAt } from '../http/index.ts';
import type { Dialect, OktaCheck, OktaClientOptions } from './client.ts';
import { OktaClient } from './client.ts';
import { pushGroups } from './groups.ts';
import { createAndLink, importEverybody, leaveAndReturn, pushAccess, pushProfile, setUp } from './lifecycle.ts';
import type { Person } from './person.ts';

/** How to play: against whom, in which dialect, and which applications of the company may be assigned. */
export interface PlayOktaOptions extends OktaClientOptions {
  /** Letters and digits that make the names of this play unique; random unless given. */
  readonly run?: string;
  /** Exact names of applications of the company, for `instabugApplications`; none are pushed unless given. */
  readonly applications?: readonly string[];
  /** False for a service without groups. */
  readonly groups?: boolean;
}

/** How the play went. */
export interface OktaPlay {
  readonly dialect: Dialect;
  readonly passed: number;
  readonly failed: number;
  readonly requests: number;
  readonly checks: readonly OktaCheck[];
}

/**
 * Plays Okta: the set-up of an application, then the life of one person from assignment to rehire, an import, and group push.
 * A failed check does not stop the play, unless what follows needs its answer. Rejects when the server can't be reached.
 */
export async function playOkta(options: PlayOktaOptions): Promise<OktaPlay> {
  const { dialect, run = randomUUID().slice(0, 8), applications = [] } = options;
  const okta = new OktaClient(options);
  const person: Person = {
    userName: `Test.${dialect}.${run}@Okta.example`,
    externalId: `00u${dialect}${run}`,
    givenName: 'Test',
    familyName: `User ${run}`,
  };
  await setUp(okta);
  const user = await createAndLink(okta, person);
  const id = valueAt(user, 'id');
  if (typeof id === 'string') {
    await pushProfile(okta, id);
    await pushAccess(okta, id, applications);
    await leaveAndReturn(okta, person, id);
    await importEverybody(okta, id);
    if (options.groups ?? true) await pushGroups(okta, run);
  }
  const passed = okta.checks.filter((check) => check.passed).length;
  return { dialect, passed, failed: okta.checks.length - passed, requests: okta.requests, checks: okta.checks };
}
