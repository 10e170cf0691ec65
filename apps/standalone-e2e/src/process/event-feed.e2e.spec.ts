import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { isPublished, LOG_START } from '@luciq/events';
import { describeOn, engine } from '@luciq/test-engines';
import { eventually } from '@luciq/testing/event-feed';
import type { RunningServer } from '@luciq/testing/processes';
import { runProgram, startServer } from '@luciq/testing/processes';

jest.setTimeout(240_000);

const TOKEN = `demo.${randomBytes(16).toString('hex')}`;
const KILLS = 4;
const USERS_BETWEEN = 15;

const python = await engine('python');

describeOn(python, 'python', 'a program of the standard library of Python', ({ executable }) => {
  const data = mkdtempSync(join(tmpdir(), 'event-feed-'));
  let environment: NodeJS.ProcessEnv;
  let server: RunningServer;
  let credential: { readonly id: string; readonly credential: string };
  const followers: Follower[] = [];

  /** The program, which is started again after it was killed and goes on from its file. */
  class Follower {
    readonly ids: string[] = [];
    errors = '';
    private child: ChildProcess;

    constructor(private readonly how: 'poll' | 'stream') {
      this.child = this.start();
      followers.push(this);
    }

    async kill(): Promise<void> {
      this.child.kill('SIGKILL');
      await once(this.child, 'close');
      this.child = this.start();
    }

    async ended(): Promise<number | null> {
      return this.child.exitCode ?? ((await once(this.child, 'exit')) as [number | null])[0];
    }

    stop(): void {
      this.child.kill('SIGKILL');
    }

    private start(): ChildProcess {
      const file = join(data, `${this.how}.cursor`);
      const child = spawn(executable, ['docs/consumers/feed.py', server.origin, this.how, '--cursor-file', file], {
        cwd: join(import.meta.dirname, '../../../..'),
        env: { ...process.env, LUCIQ_EVENTS_CREDENTIAL: credential.credential },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        const lines = (text + part).split('\n');
        text = lines.pop() ?? '';
        this.ids.push(...lines.map((line) => (JSON.parse(line) as { id: string }).id));
      });
      child.stderr.setEncoding('utf8').on('data', (part: string) => {
        this.errors += part;
      });
      return child;
    }
  }

  const operate = async (...words: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await runProgram('operator', [...words, '--data', data, '--json']);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as unknown;
  };

  /** Ids of the published events of the log, in order. */
  const published = async (): Promise<readonly string[]> => {
    const store = openSqliteEventStore({ file: join(data, 'events.sqlite'), readOnly: true });
    try {
      const { records } = await store.readLog({ after: LOG_START, limit: 10_000 });
      return records.filter(({ event }) => isPublished(event.type)).map(({ id }) => id);
    } finally {
      await store.close();
    }
  };

  const provision = async (name: string): Promise<void> => {
    const answer = await fetch(`${server.origin}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: `${name}@acme.example`,
        name: { familyName: name },
      }),
    });
    expect(answer.status).toBe(201);
  };

  beforeAll(async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    probe.close();
    // The same after each kill: clients know one address.
    const port = typeof address === 'object' && address ? String(address.port) : '';
    environment = { LUCIQ_DATA_DIR: data, PORT: port, LUCIQ_BOOTSTRAP_TOKEN: TOKEN };
    server = await startServer('standalone', environment);
    credential = (await operate(
      'events-credential',
      'issue',
      '--name',
      'follower',
      '--companies',
      'demo',
    )) as typeof credential;
  });
  afterAll(async () => {
    for (const follower of followers) follower.stop();
    await server.stop();
    rmSync(data, { recursive: true });
  });

  it('has every event in order, by long poll and as a stream, whatever is killed in between', async () => {
    const [poll, stream] = [new Follower('poll'), new Follower('stream')];
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let user = 0; user < USERS_BETWEEN; user += 1) await provision(`user-${kill}-${user}`);
      if (kill % 2 === 0) {
        await server.stop('SIGKILL');
        server = await startServer('standalone', environment);
      } else await Promise.all([poll.kill(), stream.kill()]);
    }
    const log = await published();
    expect(log.length).toBeGreaterThanOrEqual(KILLS * USERS_BETWEEN);
    for (const follower of [poll, stream]) {
      await eventually(() => new Set(follower.ids).size >= log.length);
      // What was handled and not written down when the program was killed comes again, with the same id.
      expect([...new Set(follower.ids)]).toEqual(log);
    }
  });

  it('ends with a sentence when its credential is revoked', async () => {
    expect(await operate('events-credential', 'list')).toMatchObject({
      credentials: [{ id: credential.id, name: 'follower', companies: ['demo'], good: true }],
    });
    const ended = Promise.all(followers.map((follower) => follower.ended()));
    await operate('events-credential', 'revoke', credential.id);
    expect(await ended).toEqual([1, 1]);
    for (const { errors } of followers) expect(errors).toContain('operator events-credential issue');
    expect(await operate('events-credential', 'list')).toMatchObject({ credentials: [{ good: false }] });
    const refused = await runProgram('operator', [
      'events-credential',
      'issue',
      '--name',
      'x',
      '--companies',
      'nobody',
      '--data',
      data,
    ]);
    // What is decided of readers is in the log, and no row rests on it.
    expect(await operate('verify')).toBeTruthy();
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('There is no company nobody.')]);
  });
});
