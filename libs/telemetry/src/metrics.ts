import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Bounds of the latency histograms, in seconds. */
const LATENCY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** States of a pump, each a value of the label `state`. */
export const PUMP_STATES = ['starting', 'catching-up', 'live', 'draining', 'stopped'] as const;

/** The state of a pump at the moment. A figure that the engine cannot tell is null. */
export interface PumpReading {
  readonly state: (typeof PUMP_STATES)[number];
  readonly position: bigint;
  /** Records that the source has and the sink has not. */
  readonly lagRecords: number | null;
  /** Age that the oldest record not yet written can have at most, in seconds; 0 where there is none. */
  readonly lagSeconds: number | null;
}

/** What became of an append, as metrics count it. */
export type AppendResult = 'appended' | 'conflict' | 'claimed' | 'unavailable';

/** Everything that a service of this product counts and measures. Labels never hold an id, a name or a path. */
export interface Metrics {
  /** An HTTP request was answered. `route` is the route's pattern. */
  answered(request: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** An append was answered by the event store. */
  appended(result: AppendResult, seconds: number): void;
  /** Entries of the activity were not kept. */
  activityDropped(entries: number): void;
  /** Something happened that anyone who watches for attacks is told; `reason` is a word of this product, or empty. */
  security(event: string, reason: string): void;
  /** Reads a pump at every scrape; one reading a label, for example a partition. Asking again for a name replaces the readings. */
  pump(name: string, read: () => Promise<ReadonlyMap<string, PumpReading>>): void;
  /** Counts the parked keys at every scrape. */
  parked(count: () => Promise<number>): void;
  /** The metrics in the text format of Prometheus. */
  text(): Promise<string>;
}

/** The media type of `Metrics.text`. */
export const METRICS_MEDIA_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Opens the metrics of one service, with those of its process. */
export function openMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'luciq_http_requests_total',
    help: 'Requests answered',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const requestTime = new Histogram({
    name: 'luciq_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['route', 'method', 'status'],
    buckets: LATENCY_BOUNDS,
    registers,
  });
  const appendTime = new Histogram({
    name: 'luciq_append_duration_seconds',
    help: 'Time of an append',
    labelNames: ['result'],
    buckets: LATENCY_BOUNDS,
    registers,
  });
  const conflicts = new Counter({
    name: 'luciq_append_conflicts_total',
    help: 'Appends that came after another writer',
    registers,
  });
  const claimed = new Counter({
    name: 'luciq_claim_conflicts_total',
    help: 'Appends refused because another stream holds a claim',
    registers,
  });
  const dropped = new Counter({
    name: 'luciq_activity_left_out_total',
    help: 'Entries of the activity that could not be kept',
    registers,
  });
  const security = new Counter({
    name: 'luciq_security_events_total',
    help: 'Sign-ins, refusals and changes',
    labelNames: ['event', 'reason'],
    registers,
  });
  const pumps = new Map<string, () => Promise<ReadonlyMap<string, PumpReading>>>();
  registerPumps(registry, pumps);
  return {
    answered: ({ route, method, status, seconds }) => {
      const labels = { route, method, status: String(status) };
      requests.inc(labels);
      requestTime.observe(labels, seconds);
    },
    appended: (result, seconds) => {
      appendTime.observe({ result }, seconds);
      if (result === 'conflict') conflicts.inc();
      if (result === 'claimed') claimed.inc();
    },
    activityDropped: (entries) => dropped.inc(entries),
    security: (event, reason) => security.inc({ event, reason }),
    pump: (name, read) => {
      pumps.set(name, read);
    },
    parked: (count) => {
      new Gauge({
        name: 'luciq_parked_companies',
        help: 'Companies whose records wait for an operator',
        registers,
        collect: async function () {
          // An engine that is away leaves the last figure; readiness tells that it is away.
          await count().then(
            (parked) => this.set(parked),
            () => undefined,
          );
        },
      });
    },
    text: () => registry.metrics(),
  };
}

/** An engine that is away leaves the figures of its pump out; readiness tells that it is away. */
async function readings(
  pumps: ReadonlyMap<string, () => Promise<ReadonlyMap<string, PumpReading>>>,
): Promise<readonly { pump: string; part: string; reading: PumpReading }[]> {
  const all = [...pumps].map(async ([pump, read]) => {
    const parts = await read().catch(() => new Map<string, PumpReading>());
    return [...parts].map(([part, reading]) => ({ pump, part, reading }));
  });
  return (await Promise.all(all)).flat();
}

function registerPumps(
  registry: Registry,
  pumps: ReadonlyMap<string, () => Promise<ReadonlyMap<string, PumpReading>>>,
): void {
  const labelNames = ['pump', 'part'] as const;
  const gauge = (name: string, help: string, value: (reading: PumpReading) => number | null): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const read = await readings(pumps);
        this.reset();
        for (const { pump, part, reading } of read) {
          const figure = value(reading);
          if (figure !== null) this.set({ pump, part }, figure);
        }
      },
    });
  };
  gauge('luciq_pump_position', 'Position through which everything is written', ({ position }) => Number(position));
  gauge('luciq_pump_lag_records', 'Records not yet written', ({ lagRecords }) => lagRecords);
  gauge(
    'luciq_pump_lag_seconds',
    'Age that the oldest record not yet written can have at most',
    ({ lagSeconds }) => lagSeconds,
  );
  new Gauge({
    name: 'luciq_pump_state',
    help: 'State of the pump: 1 for the one it is in',
    labelNames: [...labelNames, 'state'],
    registers: [registry],
    async collect() {
      const read = await readings(pumps);
      this.reset();
      for (const { pump, part, reading } of read)
        for (const state of PUMP_STATES) this.set({ pump, part, state }, state === reading.state ? 1 : 0);
    },
  });
}
