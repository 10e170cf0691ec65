/** Tells those who wait in this process that rows have been committed. */
export class CommitNotifier {
  private readonly waiting = new Set<() => void>();

  /** Wakes everyone who waits. */
  notify(): void {
    const awake = [...this.waiting];
    this.waiting.clear();
    for (const wake of awake) wake();
  }

  /** Resolves at the next commit, after so many milliseconds, or on abort. */
  next(withinMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake);
      if (signal?.aborted) wake();
    });
  }
}
