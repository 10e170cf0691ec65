import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { costlyBodies, HostileSender } from '@luciq/testing/fuzz';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const TOKEN = 'demo.0123456789abcdef0123456789abcdef';
const HEADERS = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/scim+json' };
/** Processor time that a request may take of the thread before others have their turn, in microseconds. */
const MOST_AT_ONCE_US = 100_000;
/** The same as a share of what the request takes in all, for machines on which everything takes longer. */
const MOST_AT_ONCE_SHARE = 0.5;

const folder = mkdtempSync(join(tmpdir(), 'costly-'));
let running: Standalone;
let sender: HostileSender;

beforeAll(async () => {
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
  });
  running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
  sender = new HostileSender(running.scimBaseUrl);
});

afterAll(async () => {
  sender.close();
  await running.close();
  rmSync(folder, { recursive: true });
});

/** Does a work, and tells whether this thread, which is the server's, was held between two turns of its event loop. */
async function longestTurn<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly isHeld: boolean }> {
  let microseconds = 0;
  const start = process.threadCpuUsage();
  let isDone = false;
  let before = process.threadCpuUsage();
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    microseconds = Math.max(microseconds, user + system);
    before = process.threadCpuUsage();
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await work();
  await new Promise((resolve) => setImmediate(resolve));
  isDone = true;
  const { user, system } = process.threadCpuUsage(start);
  return { result, isHeld: microseconds > Math.max(MOST_AT_ONCE_US, (user + system) * MOST_AT_ONCE_SHARE) };
}

it('a body that only costs time is refused by a limit with a name, and holds nobody while it is read', async () => {
  const created = async (path: string, body: object): Promise<string> => {
    const { json } = await sender.send({ method: 'POST', path, headers: HEADERS, body: JSON.stringify(body) });
    return String((json as { readonly id: string }).id);
  };
  const user = await created('/Users', { userName: 'ada@costly.example' });
  const group = await created('/Groups', { displayName: 'Team' });
  const getUser = { method: 'GET', path: `/Users/${user}`, headers: HEADERS };
  for (const { why, method, path, body, status, sentence } of costlyBodies()) {
    const at = path.replace('{user}', user).replace('{group}', group);
    let isSent = false;
    const others = async (): Promise<number> => {
      let answered = 0;
      while (!isSent) if ((await sender.send(getUser)).status === 200) answered += 1;
      return answered;
    };
    const { result, isHeld } = await longestTurn(async () => {
      const asked = others();
      const answer = await sender.send({ method, path: at, headers: HEADERS, body });
      isSent = true;
      return { answer, others: await asked };
    });
    expect({ why, status: result.answer.status }).toEqual({ why, status });
    if (sentence !== null) expect(result.answer.text).toContain(sentence);
    expect({ why, isHeld, areAnswered: result.others > 0 }).toEqual({ why, isHeld: false, areAnswered: true });
  }
});
