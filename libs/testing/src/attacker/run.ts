import type { People } from '../console-attacks/index.ts';
import { Random } from '../fuzz/index.ts';
import { comeIn, confirmRename, credentials, endings, look, moveOwnership, settings } from './account-steps.ts';
import { Attack, Violation } from './attack.ts';
import { readScim, writeGroup, writeUser } from './scim-steps.ts';

/** Steps that one company lives through, before the next one begins anew. */
const STEPS_OF_A_COMPANY = 200;

/** What is done, as often as the number says. */
const STEPS: readonly (readonly [number, (attack: Attack) => Promise<void>])[] = [
  [30, writeUser],
  [4, writeGroup],
  [4, readScim],
  [22, comeIn],
  [5, moveOwnership],
  [4, confirmRename],
  [8, credentials],
  [5, endings],
  [1, settings],
  [17, look],
];
const ALL = STEPS.reduce((sum, [weight]) => sum + weight, 0);

/** A run of the attacker; `found` says what was wrong and how it came to be, null for nothing. */
export interface AttackReport {
  readonly steps: number;
  readonly found: string | null;
}

/**
 * Five people of five rights do at random what they can send: SCIM by every token, the account API, signing in. Stops at the first
 * answer that gives somebody a right which nobody who had it gave. The same seed gives the same requests, up to ids.
 */
export async function attack(people: People, { steps, seed }: { readonly steps: number; readonly seed: number }): Promise<AttackReport> {
  const random = new Random(seed);
  let current: Attack | null = null;
  for (let step = 0; step < steps; step += 1) {
    if (!current || step % STEPS_OF_A_COMPANY === 0) current = await Attack.on(`attacked-${seed}-${step}`, random, people);
    try {
      await next(random)(current);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return { steps: step + 1, found: `seed ${seed}, step ${step}: ${error.message}\n${current.trace}` };
    }
  }
  return { steps, found: null };
}

function next(random: Random): (attack: Attack) => Promise<void> {
  let left = random.below(ALL);
  for (const [weight, step] of STEPS) {
    if (left < weight) return step;
    left -= weight;
  }
  return look;
}
