/** Longer looks at SAML responses that wait at a time, in a process and of one company; anyone who comes then is told to try again. */
export const MAX_CHECKS_WAITING = 50;
export const MAX_CHECKS_WAITING_OF_COMPANY = 25;
/** After a look of so long the next one waits for so many times as long, and other requests have their turn. */
export const CHECK_PAUSE_FACTOR = 9;

/** Does one job at a time, a bounded share of the thread, in the order of asking. */
export class CheckLane {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private readonly waitingOf = new Map<string, number>();

  /** The work's answer; null at once where too many wait already. */
  async run<Answer>(companyId: string, work: () => Answer): Promise<Answer | null> {
    const own = this.waitingOf.get(companyId) ?? 0;
    if (this.waiting >= MAX_CHECKS_WAITING || own >= MAX_CHECKS_WAITING_OF_COMPANY) return null;
    this.waiting += 1;
    this.waitingOf.set(companyId, own + 1);
    const before = this.tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.tail = promise;
    await before;
    const begun = performance.now();
    try {
      return work();
    } finally {
      this.leave(companyId);
      setTimeout(resolve, (performance.now() - begun) * CHECK_PAUSE_FACTOR);
    }
  }

  private leave(companyId: string): void {
    this.waiting -= 1;
    const left = (this.waitingOf.get(companyId) ?? 1) - 1;
    if (left === 0) this.waitingOf.delete(companyId);
    else this.waitingOf.set(companyId, left);
  }
}
