import { setTimeout as delay } from 'node:timers/promises';
import type { EventReader } from '@luciq/access';
import { MAX_OPEN_OF_CREDENTIAL, MAX_STREAM_MS, RECHECK_MS } from './limits.ts';

/** Why an open request ends before its time. */
export type Ending = 'gone' | 'revoked' | 'drain' | 'expired';

/** A request that is being answered. */
export interface OpenRequest {
  /** Aborted when it is to end. */
  readonly signal: AbortSignal;
  /** Why it is to end; null while it is not. */
  ending(): Ending | null;
  end(why: Ending): void;
  /** It was answered. */
  close(): void;
}

/** The requests that a process is answering: who has them, and how they end. */
export class OpenRequests {
  private readonly open = new Map<string, Set<OpenRequest>>();
  private readonly drained = new AbortController();
  private checking: Promise<void> | null = null;

  /** `good`: the ids of the credentials that are good now. */
  constructor(private readonly good: () => Promise<ReadonlySet<string>>) {}

  /** Takes a request on; null where the credential has too many. It ends when the credential expires. */
  begin({ credentialId, credential }: EventReader): OpenRequest | null {
    const others = this.open.get(credentialId) ?? new Set<OpenRequest>();
    if (others.size >= MAX_OPEN_OF_CREDENTIAL) return null;
    this.open.set(credentialId, others);
    const controller = new AbortController();
    let ending: Ending | null = null;
    const end = (why: Ending): void => {
      ending ??= why;
      controller.abort();
    };
    const untilExpiry = Math.max(0, Date.parse(credential.expiresAt) - Date.now());
    const expiry = setTimeout(() => end('expired'), Math.min(MAX_STREAM_MS, untilExpiry));
    const request: OpenRequest = {
      signal: controller.signal,
      ending: () => ending,
      end,
      close: () => {
        clearTimeout(expiry);
        others.delete(request);
        if (others.size === 0 && this.open.get(credentialId) === others) this.open.delete(credentialId);
      },
    };
    others.add(request);
    if (this.drained.signal.aborted) request.end('drain');
    return request;
  }

  /** Ends what is open with credentials that are good no more. */
  recheck(): void {
    this.checking ??= this.endRevoked().finally(() => {
      this.checking = null;
    });
  }

  /** Ends every request, and each that comes from now on as soon as it has what is there. */
  drain(): void {
    this.drained.abort();
    for (const requests of this.open.values()) for (const request of requests) request.end('drain');
  }

  private async endRevoked(): Promise<void> {
    while (!this.drained.signal.aborted) {
      try {
        const good = await this.good();
        for (const [credentialId, requests] of this.open)
          if (!good.has(credentialId)) for (const request of requests) request.end('revoked');
        return;
      } catch {
        await delay(RECHECK_MS);
      }
    }
  }
}
