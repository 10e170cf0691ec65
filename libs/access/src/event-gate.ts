import type { EventCredential } from '@luciq/domain';
import { isGoodEventCredential } from '@luciq/domain';
import type { EventCredentialStream } from '@luciq/provisioning';
import type { Credentials } from './credentials.ts';
import { provenCredential } from './credentials.ts';
import { isSecretOf, tokenFromHeader } from './token.ts';
import { CONFIRMED_WITHIN_MS } from './token-gate.ts';

/** A service that may read the feed of events. */
export interface EventReader {
  readonly credentialId: string;
  readonly credential: EventCredential;
}

/** Who asks for events; or why nobody who may. `no-scope`: the credential is good for something else. */
export type EventAdmission =
  | { readonly kind: 'admitted'; readonly reader: EventReader }
  | {
      readonly kind: 'refused';
      readonly reason: 'no-credential' | 'unknown-credential' | 'wrong-secret' | 'revoked' | 'expired' | 'no-scope';
    };

/** What the gate of the feed is built with. */
export interface EventGateOptions {
  readonly credentials: Pick<EventCredentialStream, 'read'>;
  /** Those of the account API, which do not read events. */
  readonly others: Credentials;
  readonly now?: () => Date;
}

/** Judges who may read the feed of events. */
export class EventGate {
  private readonly options: EventGateOptions;

  constructor(options: EventGateOptions) {
    this.options = options;
  }

  /** Judges an Authorization header. A new credential is good at once, a revoked one for a second at most. Throws EventStoreUnavailable. */
  async admit(header: string | undefined): Promise<EventAdmission> {
    const given = tokenFromHeader(header);
    if (header === undefined || !given) return { kind: 'refused', reason: 'no-credential' };
    if (provenCredential(this.options.others, header)) return { kind: 'refused', reason: 'no-scope' };
    const remembered = (await this.options.credentials.read(CONFIRMED_WITHIN_MS)).get(given.id);
    const credential = remembered ?? (await this.options.credentials.read(0)).get(given.id);
    if (!credential) return { kind: 'refused', reason: 'unknown-credential' };
    if (!isSecretOf(credential, given.secret)) return { kind: 'refused', reason: 'wrong-secret' };
    if (credential.revokedAt !== null) return { kind: 'refused', reason: 'revoked' };
    if (!isGoodEventCredential(credential, this.now())) return { kind: 'refused', reason: 'expired' };
    return { kind: 'admitted', reader: { credentialId: given.id, credential } };
  }

  /** Ids of the credentials that are good by everything that is in the log now. Throws EventStoreUnavailable. */
  async good(): Promise<ReadonlySet<string>> {
    const now = this.now();
    return new Set(
      [...(await this.options.credentials.read(0))]
        .filter(([, credential]) => isGoodEventCredential(credential, now))
        .map(([credentialId]) => credentialId),
    );
  }

  private now(): string {
    return (this.options.now?.() ?? new Date()).toISOString();
  }
}
