import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Random } from '@luciq/testing/fuzz';
import { runProgram, startServer } from '@luciq/testing/processes';

const KILL_ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 5);
const KILL_SEED = Number(process.env['KILL_SEED'] ?? 7);
const WRITERS = 8;
const token = 'demo.0123456789abcdef0123456789abcdef';

let folder: string;
const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PORT: '0',
  LUCIQ_DATA_DIR: folder,
  LUCIQ_BOOTSTRAP_TOKEN: token,
  ...more,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luciq-process-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const scim = (origin: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${origin}/scim/v2${path}`, {
    ...init,
    headers: { authorization: token, 'content-type': 'application/scim+json' },
  });

describe('the settings', () => {
  it.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['HOST', 'not a host'],
    ['HOST', '0.0.0.0'],
    ['LUCIQ_PUBLIC_URL', 'ftp://x'],
    ['LUCIQ_BOOTSTRAP_TOKEN', 'short.token'],
    ['LUCIQ_BOOTSTRAP_TOKEN', 'no-dot-in-here-0123456789abcdef0123456789'],
  ])('%s=%s stops the process with one sentence that names it', async (name, value) => {
    const { code, stderr } = await runProgram('standalone', [], environment({ [name]: value }));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${name} [^\\n]+\\.\\n$`));
  });

  it('a taken port and an unusable folder are told in a sentence', async () => {
    const running = await startServer('standalone', environment());
    const port = new URL(running.origin).port;
    const second = await runProgram(
      'standalone',
      [],
      environment({ PORT: port, LUCIQ_DATA_DIR: join(folder, 'another') }),
    );
    expect([second.code, second.stderr.split('\n').at(-2)]).toEqual([
      1,
      'The port is taken by another program. Set PORT to a free one.',
    ]);
    await running.stop();
    const noFolder = await runProgram(
      'standalone',
      [],
      environment({ LUCIQ_DATA_DIR: join(import.meta.dirname, '../../../standalone/src/main.ts') }),
    );
    expect(noFolder).toMatchObject({
      code: 1,
      stderr: 'LUCIQ_DATA_DIR names something that is not a folder. Name a folder.\n',
    });
  });
});

describe('starting and stopping', () => {
  it('shows a token once, finds everything again, and ends with 0 on SIGINT', async () => {
    const first = await startServer('standalone', environment());
    const made = (await (
      await scim(first.origin, '/Users', { method: 'POST', body: '{"userName":"kept@x.example"}' })
    ).json()) as { id: string };
    expect(await first.stop('SIGINT')).toBe(0);
    const second = await startServer('standalone', environment({ LUCIQ_BOOTSTRAP_TOKEN: '' }));
    expect((await scim(second.origin, `/Users/${made.id}`)).status).toBe(200);
    expect(((await (await scim(second.origin, '/Users')).json()) as { totalResults: number }).totalResults).toBe(2);
    expect(await second.stop('SIGTERM')).toBe(0);
  });
});

describe('a second service on one data folder', () => {
  const inUse =
    /^Another service is running on the data folder \S+\. Stop it first, or name another folder: [^\n]+\.\n$/;

  it('says so in a sentence and stops, while operator commands go on beside the first', async () => {
    const first = await startServer('standalone', environment());
    expect(await runProgram('standalone', [], environment())).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(inUse),
    });
    writeFileSync(join(folder, 'members.csv'), 'userName\nbeside@x.example\n');
    for (const words of [
      ['import', join(folder, 'members.csv')],
      ['rebuild'],
      ['verify'],
      ['companies'],
      ['token', 'list'],
    ]) {
      expect(await runProgram('operator', [...words, '--data', folder])).toMatchObject({ code: 0 });
    }
    const refused = await runProgram('operator', ['migrate', '--data', folder], {
      LUCIQ_EVENT_STORE_URL: 'esdb://127.0.0.1:9?tls=false',
      LUCIQ_CLAIM_KEY: 'x'.repeat(40),
    });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another service is running on the data folder'),
    });
    expect((await scim(first.origin, '/Users?filter=userName%20eq%20%22beside@x.example%22')).status).toBe(200);
    expect(await first.stop()).toBe(0);
    const next = await startServer('standalone', environment());
    expect(await next.stop()).toBe(0);
  });

  it('starts at once where the first was killed', async () => {
    const first = await startServer('standalone', environment());
    const killed = first.stop('SIGKILL');
    const second = await startServer('standalone', environment());
    expect(await killed).toBeNull();
    expect((await scim(second.origin, '/Users')).status).toBe(200);
    await second.stop();
  });
});

describe('an event store file that was put back from an older copy', () => {
  it('stops the start with a sentence instead of showing rows that were never decided', async () => {
    const first = await startServer('standalone', environment());
    await scim(first.origin, '/Users');
    await first.stop();
    const [file, copy] = [join(folder, 'events.sqlite'), join(folder, 'older.sqlite')];
    cpSync(file, copy);
    const second = await startServer('standalone', environment());
    await scim(second.origin, '/Users', { method: 'POST', body: '{"userName":"newer@x.example"}' });
    await scim(second.origin, '/Users');
    await second.stop();
    cpSync(copy, file);
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    const { code, stderr } = await runProgram('standalone', [], environment());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The read model is ahead of the event store: .* rebuild\n$/);
    expect(await runProgram('operator', ['rebuild', '--data', folder])).toMatchObject({ code: 0 });
    const mended = await startServer('standalone', environment());
    expect(((await (await scim(mended.origin, '/Users')).json()) as { totalResults: number }).totalResults).toBe(1);
    await mended.stop();
  });
});

describe('kill -9', () => {
  it(`loses nothing that was answered, ${KILL_ROUNDS} times from seed ${KILL_SEED}`, async () => {
    const random = new Random(KILL_SEED);
    const created = new Map<string, string>();
    const renamed = new Map<string, string>();
    for (let round = 0; round < KILL_ROUNDS; round += 1) {
      const running = await startServer('standalone', environment());
      let killed = false;
      const writer = async (index: number): Promise<void> => {
        for (let n = 0; !killed; n += 1) {
          const userName = `r${round}.w${index}.n${n}@x.example`;
          const answer = await scim(running.origin, '/Users', { method: 'POST', body: JSON.stringify({ userName }) });
          if (answer.status !== 201) throw new Error(`create: ${answer.status}`);
          const { id } = (await answer.json()) as { id: string };
          created.set(id, userName);
          const displayName = `name ${n}`;
          const changed = await scim(running.origin, `/Users/${id}`, {
            method: 'PUT',
            body: JSON.stringify({ userName, displayName }),
          });
          if (changed.status === 200) renamed.set(id, displayName);
        }
      };
      const writers = Array.from({ length: WRITERS }, (_, index) =>
        writer(index).catch((error: unknown) => {
          if (!killed) throw error;
        }),
      );
      await delay(100 + random.below(900));
      killed = true;
      expect(await running.stop('SIGKILL')).toBeNull();
      await Promise.all(writers);
    }
    const after = await startServer('standalone', environment());
    const seen = new Map<string, number>();
    for (let startIndex = 1, total = 1; startIndex <= total;) {
      const page = (await (await scim(after.origin, `/Users?startIndex=${startIndex}&count=1000`)).json()) as {
        totalResults: number;
        Resources: { id: string; displayName?: string }[];
      };
      total = page.totalResults;
      startIndex += page.Resources.length;
      for (const { id, displayName } of page.Resources) {
        seen.set(id, (seen.get(id) ?? 0) + 1);
        const answered = renamed.get(id);
        if (answered !== undefined) expect(displayName).toBe(answered);
      }
    }
    expect(created.size).toBeGreaterThan(KILL_ROUNDS);
    expect([...created.keys()].filter((id) => seen.get(id) !== 1)).toEqual([]);
    const [id, userName] = [...created].at(-1) ?? ['', ''];
    const found = (await (
      await scim(after.origin, `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`)
    ).json()) as { Resources: { id: string }[] };
    expect(found.Resources.map((user) => user.id)).toEqual([id]);
    expect(await after.stop()).toBe(0);
    const verified = await runProgram('operator', ['verify', '--data', folder, '--json']);
    expect(verified).toMatchObject({ code: 0 });
  }, 600_000);
});
