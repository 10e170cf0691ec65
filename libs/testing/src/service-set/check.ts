import type { EventStore } from '@luciq/event-store';
import type { EventRecord } from '@luciq/events';
import { isPublished, LOG_START } from '@luciq/events';
import { runProgram } from '../processes/index.ts';
import type { AnsweredMember } from './load.ts';
import type { ServiceEngines } from './services.ts';
import { environmentOf } from './services.ts';
import type { TopicContent } from './topic.ts';
import { readTopic } from './topic.ts';

/** Everything that must agree after a run. */
export interface Agreement {
  readonly engines: ServiceEngines;
  readonly store: EventStore;
  readonly scimBaseUrl: string;
  readonly token: string;
  /** What was answered to clients. */
  readonly members: ReadonlyMap<string, AnsweredMember>;
}

/** What was found, by where it was looked for; every list is empty where all is well. */
export interface Disagreement {
  readonly log: readonly string[];
  readonly topic: readonly string[];
  readonly rows: readonly string[];
  readonly verify: readonly string[];
}

/** Page of the list that reads the rows, in members. */
const PAGE = 1_000;

/** Looks for every answered member and every decided event where they have to be. */
export async function disagreement(run: Agreement): Promise<Disagreement> {
  const log = await wholeLog(run.store);
  const published = log.filter(({ event }) => isPublished(event.type));
  const { brokers, prefix } = run.engines;
  return {
    log: inLog(log, run.members),
    topic: onTopic(published, await readTopic({ brokers, prefix, expected: new Set(published.map(({ id }) => id)) })),
    rows: await inRows(run),
    verify: await verified(run),
  };
}

async function wholeLog(store: EventStore): Promise<readonly EventRecord[]> {
  const all: EventRecord[] = [];
  for (let after = LOG_START; ;) {
    const { records, through } = await store.readLog({ after, limit: 1_000 });
    all.push(...records);
    if (through === after) return all;
    after = through;
  }
}

function inLog(log: readonly EventRecord[], members: ReadonlyMap<string, AnsweredMember>): readonly string[] {
  const provisioned = new Set(
    log.flatMap(({ event }) => (event.type === 'UserProvisioned' ? [event.data.userId] : [])),
  );
  return [...members.keys()].filter((id) => !provisioned.has(id)).map((id) => `${id} was answered and never decided`);
}

function onTopic(published: readonly EventRecord[], { records: topic, unreadable }: TopicContent): readonly string[] {
  const found: string[] = unreadable === 0 ? [] : [`${unreadable} messages cannot be read`];
  const times = new Map<string, number>();
  for (const { id } of topic) times.set(id, (times.get(id) ?? 0) + 1);
  for (const { id, event } of published)
    if (times.get(id) !== 1) found.push(`${event.type} ${id} is there ${times.get(id) ?? 0} times`);
  if (times.size > published.length) found.push(`${times.size - published.length} messages were never decided`);
  const ofCompany = Map.groupBy(topic, ({ companyId }) => companyId);
  for (const [companyId, messages] of ofCompany) {
    const decided = published.filter((record) => record.companyId === companyId).map(({ id }) => id);
    if (messages.some(({ id }, index) => id !== decided[index])) found.push(`${companyId} is out of order`);
    if (messages.some(({ companySequence }, index) => companySequence !== index + 1))
      found.push(`${companyId} has a gap in its sequence`);
  }
  return found;
}

interface ListedMember {
  readonly id: string;
  readonly userName: string;
  readonly title?: string;
  readonly active: boolean;
}

async function inRows({ scimBaseUrl, token, members }: Agreement): Promise<readonly string[]> {
  const listed = new Map<string, ListedMember>();
  const found: string[] = [];
  for (let startIndex = 1, total = 1; startIndex <= total;) {
    const response = await fetch(`${scimBaseUrl}/Users?startIndex=${startIndex}&count=${PAGE}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status === 429) continue;
    const page = (await response.json()) as { totalResults: number; Resources: ListedMember[] };
    total = page.totalResults;
    startIndex += page.Resources.length;
    for (const member of page.Resources) {
      if (listed.has(member.id)) found.push(`${member.id} is listed twice`);
      listed.set(member.id, member);
    }
    if (page.Resources.length === 0) break;
  }
  for (const [id, { userName, title, active }] of members) {
    const row = listed.get(id);
    if (!row) found.push(`${id} is not listed`);
    else if (row.userName !== userName || row.title !== title || row.active !== active)
      found.push(`${id} is listed otherwise than it was answered`);
  }
  return found;
}

async function verified({ engines }: Agreement): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runProgram('operator', ['verify', '--json'], environmentOf(engines));
  return code === 0 ? [] : [`operator verify ended with ${code}: ${stderr || stdout}`];
}
