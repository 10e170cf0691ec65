import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SamlConfiguration, SamlRefusal } from './types.ts';
import type { ScreenedResponse } from './verify.ts';

/** Signatures of which a process remembers what came of the longer look, the newest of all companies. */
export const MAX_LOOKED_AT = 5_000;

/** What the longer look came to, for good: the answer of a signature that signed someone in is a replay from then on. */
export type LookedAtRefusal = SamlRefusal | 'replayed';

/** A company and what it says of its identity provider. */
export interface LookedAtFor {
  readonly companyId: string;
  readonly configuration: SamlConfiguration;
}

/**
 * What the identity provider signed gets one longer look in a process; whatever comes with the same signature afterwards is refused as the first was. It only refuses, and only
 * who has a signed answer can have it remembered; anyone who has that of someone else could use it up as well.
 */
export class LookedAt {
  private readonly refusals = new LRUCache<string, LookedAtRefusal>({ max: MAX_LOOKED_AT });

  /** What came of an answer with one of these signatures; null if none was looked at. */
  refusal(place: LookedAtFor, screened: ScreenedResponse): LookedAtRefusal | null {
    return (
      keysOf(place, screened)
        .map((key) => this.refusals.get(key))
        .find((reason) => reason !== undefined) ?? null
    );
  }

  /** Remembers what came of it, unless time alone makes it another thing. */
  remember(place: LookedAtFor, screened: ScreenedResponse, reason: LookedAtRefusal): void {
    if (reason === 'not-yet-valid') return;
    for (const key of keysOf(place, screened)) this.refusals.set(key, reason);
  }
}

function keysOf({ companyId, configuration }: LookedAtFor, { signed }: ScreenedResponse): string[] {
  const place = JSON.stringify([companyId, configuration]);
  return signed.map((digest) => createHash('sha256').update(place).update(digest).digest('base64url'));
}
