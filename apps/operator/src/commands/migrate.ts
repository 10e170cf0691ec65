import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { companyDecider, groupDecider, userDecider } from '@luciq/domain';
import type { AppendRequest, EventStore } from '@luciq/event-store';
import { lockDataFolder } from '@luciq/event-store/sqlite';
import { counted, encodeEvent, isPublished, LOG_START, parseStream } from '@luciq/events';
import type { Claim, EventRecord, StreamName } from '@luciq/events';
import { claimChanges, claimsOfOld } from '@luciq/provisioning';
import { CannotWork, EXIT } from '../ending.ts';
import type { ExitStatus } from '../ending.ts';
import { print, printJson, progressBar } from '../output.ts';
import { defaultFolder, withLog } from '../engines/with-engines.ts';
import type { GlobalOptions } from '../engines/with-engines.ts';

/** Records read at a time. */
export const RECORDS_AT_A_TIME = 500;
/** Streams whose claims are remembered while records are copied; the others are folded again. */
export const REMEMBERED_STREAMS = 20_000;

/** What a migration did. The checksums are over every record of each log, in order; they are equal. */
export interface MigrationReport {
  readonly records: number;
  /** Records that an earlier run had copied. */
  readonly present: number;
  readonly checksum: string;
}

/** The logs, and whom to tell. Nothing else may write to either of them meanwhile. */
export interface Migration {
  readonly from: EventStore;
  readonly to: EventStore;
  readonly onProgress?: (progress: { readonly phase: 'copying' | 'verifying'; readonly records: number }) => void;
}

async function* recordsOf(log: EventStore): AsyncGenerator<EventRecord, void> {
  for (let after = LOG_START; ; ) {
    const { records, through } = await log.readLog({ after, limit: RECORDS_AT_A_TIME });
    yield* records;
    if (through === after) return;
    after = through;
  }
}

/** Everything of a record that a migration keeps: all but its position, which is the engine's own. */
const kept = ({ stream, revision, companyId, time, id, event, cause }: EventRecord): string =>
  JSON.stringify([stream, revision, companyId, time, id, encodeEvent(event), cause]);

/** Copies what the target lacks, in order, then reads both logs from the start and compares them. Safe to repeat. */
export async function migrateLog({ from, to, onProgress }: Migration): Promise<MigrationReport> {
  const copier = new Copier(from, to);
  const target = recordsOf(to);
  let present = 0;
  let read = 0;
  let isTargetOver = false;
  for await (const record of recordsOf(from)) {
    const there = isTargetOver ? undefined : await target.next();
    if (there && !there.done) {
      if (kept(there.value) !== kept(record)) throw new CannotWork(`${foreign(there.value)} Migrate into an event store that is empty.`);
      present += 1;
    } else {
      isTargetOver = true;
      await copier.add(record);
    }
    read += 1;
    if (read % RECORDS_AT_A_TIME === 0) onProgress?.({ phase: 'copying', records: read });
  }
  await copier.flush();
  if (!isTargetOver) {
    const beyond = await target.next();
    if (!beyond.done) throw new CannotWork(`${foreign(beyond.value)} It has been written to since the migration.`);
  }
  const [source, copy] = [await digest(from, onProgress), await digest(to)];
  if (source.checksum !== copy.checksum) throw new CannotWork('The copy differs from its source: do not use it. Empty the target and run the migration again.');
  return { records: source.records, present, checksum: copy.checksum };
}

const foreign = ({ stream, revision }: EventRecord): string =>
  `The target holds a record that the source does not have at its place (revision ${revision} of ${stream}).`;

async function digest(log: EventStore, onProgress?: Migration['onProgress']): Promise<{ readonly records: number; readonly checksum: string }> {
  const hash = createHash('sha256');
  const sequences = new Map<string, number>();
  let records = 0;
  for await (const record of recordsOf(log)) {
    const { companyId, event, companySequence } = record;
    const sequence = (sequences.get(companyId) ?? 0) + (isPublished(event.type) ? 1 : 0);
    sequences.set(companyId, sequence);
    if (companySequence !== null && companySequence !== sequence) {
      throw new CannotWork(`The log of ${companyId} counts ${companySequence} where record ${sequence} stands: it is damaged. Restore it from a backup.`);
    }
    hash.update(`${sequence} ${kept(record)}\n`);
    records += 1;
    if (records % RECORDS_AT_A_TIME === 0) onProgress?.({ phase: 'verifying', records });
  }
  return { records, checksum: hash.digest('hex') };
}

/** Appends records that were appended together together again, with the claims that they took and gave up. */
class Copier {
  private readonly streams = new LRUCache<StreamName, FoldedStream>({ max: REMEMBERED_STREAMS });
  private group: EventRecord[] = [];

  constructor(
    private readonly from: EventStore,
    private readonly to: EventStore,
  ) {}

  async add(record: EventRecord): Promise<void> {
    const [first] = this.group;
    const belongs = first?.stream === record.stream && first.cause.commandId === record.cause.commandId && first.time === record.time;
    if (!belongs) await this.flush();
    this.group.push(record);
  }

  async flush(): Promise<void> {
    const { group } = this;
    const [first] = group;
    if (!first) return;
    this.group = [];
    const { stream, time, cause } = first;
    const folded = await this.upTo(stream, first.revision - 1);
    const before = folded.claims();
    for (const record of group) folded.apply(record);
    const request: AppendRequest = {
      stream,
      expected: first.revision === 0 ? 'no-stream' : first.revision - 1,
      events: group.map(({ id, event }) => ({ id, event })),
      time,
      cause,
      claims: claimChanges(before, folded.claims()),
    };
    const outcome = await this.to.append(request);
    if (outcome.kind === 'appended') return;
    throw new CannotWork(`The target refused revision ${first.revision} of ${stream}: somebody else writes to it. Stop every service that uses it.`);
  }

  private async upTo(stream: StreamName, revision: number): Promise<FoldedStream> {
    const known = this.streams.get(stream);
    if (known?.revision === revision) return known;
    const folded = new FoldedStream(stream);
    if (revision >= 0) for (const record of await this.from.readStream(stream)) if (record.revision <= revision) folded.apply(record);
    this.streams.set(stream, folded);
    return folded;
  }
}

/** What a fold needs of a decider. The name of a stream says whose events it holds, hence `never`. */
interface Fold<State> {
  readonly initial: State;
  evolve(state: State, record: never): State;
  claims(state: State, companyId: string): readonly Claim[];
}

/** The state of one stream as its records come. */
class FoldedStream {
  revision = -1;
  readonly apply: (record: EventRecord) => void;
  readonly claims: () => readonly Claim[];

  constructor(stream: StreamName) {
    const { companyId, kind } = parseStream(stream);
    const follow = <State>(decider: Fold<State>): Pick<FoldedStream, 'apply' | 'claims'> => {
      let state = decider.initial;
      return {
        apply: (record) => {
          state = decider.evolve(state, record as never);
          this.revision = record.revision;
        },
        claims: () => claimsOfOld(decider.claims(state, companyId)),
      };
    };
    const followed = {
      user: () => follow(userDecider),
      group: () => follow(groupDecider),
      company: () => follow(companyDecider),
    }[kind]();
    this.apply = followed.apply;
    this.claims = followed.claims;
  }
}

/** Carries the log of a data folder to the event store that the services use, and prints what was carried. */
export function migrate(options: GlobalOptions): Promise<ExitStatus> {
  if (!process.env['LUCIQ_EVENT_STORE_URL']) throw new CannotWork('LUCIQ_EVENT_STORE_URL is not set: it names the event store to migrate to.', EXIT.wrongUse);
  const { data = defaultFolder(), ...rest } = options;
  return withLog({ ...rest, data }, 'read', async (from) => {
    // What a service writes meanwhile would be left behind.
    const lock = lockDataFolder(data);
    return withLog(rest, 'write', async (to) => {
      const head = Number(await from.head());
      const progress = progressBar('Migrating');
      const report = await migrateLog({
        from,
        to,
        onProgress: ({ phase, records }) => progress.update(phase === 'copying' ? records : head + records, 2 * head),
      }).finally(() => progress.end());
      if (options.json) {
        printJson({ from: data, ...report });
        return EXIT.fine;
      }
      const { records, present, checksum } = report;
      print(
        `The log of ${data} is in the event store, ${counted(records, 'record')} in all; ${counted(present, 'was', 'were')} there before. Both logs have the checksum`,
        checksum,
        'Next: make the rows of the services from it with "operator rebuild", claim unusual names with "operator names claim", then start them. Leave the data folder as it is until then.',
      );
      return EXIT.fine;
    }).finally(() => lock.release());
  });
}
