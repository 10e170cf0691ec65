import type { People } from '../console-attacks/index.ts';
import { Random } from '../fuzz/index.ts';
import { ACCOUNT_ROUTES } from './account-routes.ts';
import type { RouteLog } from './attack.ts';
import { Attack, Violation } from './attack.ts';
import { readScim, writeGroup, writeUser } from './scim-steps.ts';
import { PEOPLE } from './world.ts';

/** Steps that one company lives through, before the next one begins anew. */
const STEPS_OF_A_COMPANY = 200;

/** What is done, as often in 1,000 steps as the number says. */
const STEPS: readonly (readonly [number, (attack: Attack) => Promise<void>])[] = [
  [300, writeUser],
  [40, writeGroup],
  [40, readScim],
  [165, (attack) => attack.signIn(attack.random.pick(PEOPLE))],
  ...ACCOUNT_ROUTES.map((route) => [route.weight, (attack: Attack) => attack.ask(route)] as const),
];
const ALL = STEPS.reduce((sum, [weight]) => sum + weight, 0);

/** How often what a route does is tried before the attack, until it is done. */
const TRIES = 10;

/** A run of the attacker; `found` says what was wrong and how it came to be, null for nothing. */
export interface AttackReport {
  readonly steps: number;
  readonly found: string | null;
  /** Routes of the account API that were tried, and whether one of the answers was 2xx. */
  readonly routes: ReadonlyMap<string, boolean>;
}

/**
 * Five people of five rights do at random what they can send: SCIM by every token, the account API, signing in. Stops at the first
 * answer that gives a right which no one who had it gave. The same seed gives the same requests, up to ids.
 */
export async function attack(
  people: People,
  { steps, seed }: { readonly steps: number; readonly seed: number },
): Promise<AttackReport> {
  const random = new Random(seed);
  const routes: RouteLog = new Map();
  const on = (name: string): Promise<Attack> => Attack.on(`attacked-${seed}-${name}`, { random, people, routes });
  let current = await on('first');
  for (let step = -1; step < steps; step += 1) {
    if (step >= 0 && step % STEPS_OF_A_COMPANY === 0) current = await on(String(step));
    try {
      await (step < 0 ? askEverything : next(random))(current);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return { steps: step + 1, found: `seed ${seed}, step ${step}: ${error.message}\n${current.trace}`, routes };
    }
  }
  return { steps, found: null, routes };
}

/** Luciq tries every route until it succeeds once, so that no route is left to chance. */
async function askEverything(attack: Attack): Promise<void> {
  attack.isLuciqAlone = true;
  while (attack.world.groups.length === 0) await writeGroup(attack);
  for (const route of ACCOUNT_ROUTES) {
    for (let tries = 0; tries < TRIES && !attack.isDone(route.route); tries += 1) {
      await attack.signIn('owner');
      await attack.ask(route);
    }
  }
}

function next(random: Random): (attack: Attack) => Promise<void> {
  let left = random.below(ALL);
  for (const [weight, step] of STEPS) {
    if (left < weight) return step;
    left -= weight;
  }
  return readScim;
}
