/** The calls of a client that a fault can be put on. */
export type Rpc = 'append' | 'batch-append' | 'read' | 'subscribe' | 'delete' | 'features';

/** What goes wrong with a call. `slow` answers after `ms`; after the effect that may be beyond the client's deadline. */
export type FaultKind = 'hang' | 'drop' | 'unavailable' | 'not-leader' | 'slow';

/** A fault to order. It strikes calls that fit, `times` times (without end unless set), before their effect or after it. */
export interface Fault {
  readonly what: FaultKind;
  readonly on: Rpc;
  /** Calls about such a stream only. */
  readonly stream?: RegExp;
  /** Appends of such an event only. */
  readonly event?: string;
  readonly when?: 'before' | 'after';
  /** Fitting calls to let through first. */
  readonly skip?: number;
  readonly times?: number;
  readonly ms?: number;
}

/** A fault that was ordered. */
export interface OrderedFault {
  /** How often it struck. */
  struck(): number;
  /** Takes it back; hanging calls stay as they are. */
  clear(): void;
}

/** One call, as far as faults are picked by it. */
export interface FaultyCall {
  readonly on: Rpc;
  readonly stream: string;
  readonly events?: readonly string[];
}

interface Entry {
  readonly fault: Fault;
  fitting: number;
  struck: number;
}

/** The faults in force. */
export class Faults {
  private readonly entries = new Set<Entry>();

  /** Puts a fault in force. */
  order(fault: Fault): OrderedFault {
    const entry: Entry = { fault, fitting: 0, struck: 0 };
    this.entries.add(entry);
    return { struck: () => entry.struck, clear: () => void this.entries.delete(entry) };
  }

  /** Takes every fault back. */
  clear(): void {
    this.entries.clear();
  }

  /** The fault that strikes this call now, if any. */
  strike(call: FaultyCall, when: 'before' | 'after'): Fault | null {
    for (const entry of this.entries) {
      const { on, stream, event, when: at = 'before', skip = 0, times = Infinity } = entry.fault;
      if (on !== call.on || at !== when || (stream && !stream.test(call.stream))) continue;
      if (event !== undefined && !call.events?.includes(event)) continue;
      entry.fitting += 1;
      if (entry.fitting <= skip || entry.struck >= times) continue;
      entry.struck += 1;
      return entry.fault;
    }
    return null;
  }
}
