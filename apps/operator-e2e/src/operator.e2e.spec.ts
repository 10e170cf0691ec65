import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CompanyCommand } from '@luciq/domain';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeCompany, provisioning } from '@luciq/provisioning';
import { generationFile, liveGeneration } from '@luciq/read-model/sqlite';
import { programArguments, startServer } from '@luciq/testing/processes';

const TOKEN = 'operatorspec.a-secret-of-a-token-that-is-long-enough';

interface Ran {
  readonly status: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const operate = (...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, programArguments('operator', ...words), (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? null) : 0, stdout, stderr });
    });
  });

/** The running product on a data folder. */
class Service {
  private constructor(
    private readonly child: ChildProcess,
    readonly baseUrl: string,
  ) {}

  static async start(data: string): Promise<Service> {
    const child = spawn(process.execPath, programArguments('standalone'), {
      env: { ...process.env, PORT: '0', LUCIQ_DATA_DIR: data, LUCIQ_BOOTSTRAP_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /SCIM base URL\s+(\S+)/.exec(line)?.[1];
      if (url !== undefined) {
        child.stdout.resume();
        return new Service(child, url);
      }
    }
    throw new Error('the service did not start');
  }

  async scim(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

const user = (userName: string): object => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName });

describe('The operator command line beside the running service', () => {
  let folder = '';
  let data = '';
  let service: Service;
  const operator = (...words: readonly string[]): Promise<Ran> => operate(...words, '--data', data);
  const report = async (
    ...words: readonly string[]
  ): Promise<{ readonly status: Ran['status']; readonly body: unknown }> => {
    const { status, stdout } = await operator(...words, '--json');
    return { status, body: JSON.parse(stdout) as unknown };
  };
  const write = (name: string, ...lines: readonly string[]): string => {
    writeFileSync(join(folder, name), lines.join('\n'));
    return join(folder, name);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'operator-'));
    data = join(folder, 'data');
    service = await Service.start(data);
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  it('imports the good lines of JSON, reports each bad one, and adds nothing the second time', async () => {
    const file = write(
      'members.jsonl',
      '{"userName":"ada@example.com","role":"admin","applications":["Web"]}',
      'no json',
      '{"userName":"boss@example.com","role":"owner"}',
      '{"userName":"cyd@example.com","role":"king"}',
      '{"userName":"ADA@example.com"}',
    );
    const bad = [
      { line: 2, reason: 'the line is not valid JSON' },
      { line: 4, reason: 'the role is not one of owner, admin, member, viewer, associate, observer' },
      { line: 5, reason: 'the userName stands in line 1 already' },
    ];
    const format = { encoding: 'UTF-8', separator: null };
    expect(await report('import', file)).toEqual({
      status: 1,
      body: { company: 'demo', added: 2, present: 0, owners: 1, bad, format },
    });
    expect(await report('import', file)).toEqual({
      status: 1,
      body: { company: 'demo', added: 0, present: 2, owners: 0, bad, format },
    });
  });

  it('imports CSV with many owners, lists bad lines in a table, and exits 0 where all are good', async () => {
    const owners = Array.from({ length: 60 }, (_, index) => `owner${index}@example.com,owner`);
    const good = await operator('import', write('owners.csv', 'userName,role', ...owners));
    expect(good).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('60 members added to demo, 0 were there already, 60 became owners'),
    });
    const mixed = await operator(
      'import',
      write('mixed.csv', 'userName,role', 'dan@example.com,viewer', 'eve@example.com'),
    );
    expect(mixed.status).toBe(1);
    expect(mixed.stdout).toContain(
      'CSV, its columns separated by commas, in UTF-8.\n1 member added to demo, 0 were there already, 0 became owners, 1 line is bad.',
    );
    expect(mixed.stdout).toMatch(/│ 3\s+│ the line has 1 cell,/);
    expect(mixed.stdout).toContain('Mend this line and run');
  });

  it('brings in no member who could not sign in, unless it is told to', async () => {
    const file = write(
      'addresses.csv',
      'userName,role',
      'Ada <ada@addresses.example>,viewer',
      'mailto:bob@addresses.example,viewer',
      'notamail,viewer',
      'dan@addresses,viewer',
      'eve@addresses.example,viewer',
    );
    const reason = expect.stringMatching(/^the userName is no e-mail address, .*--any-user-name$/);
    expect(await report('import', file)).toMatchObject({
      status: 1,
      body: { added: 1, bad: [2, 3, 4, 5].map((line) => ({ line, reason })) },
    });
    expect(await report('import', file, '--any-user-name')).toMatchObject({
      status: 0,
      body: { added: 4, present: 1, bad: [] },
    });
  });

  it('says what an import would do and changes nothing, and writes the report to a file', async () => {
    const before = write(
      'present.csv',
      'userName,displayName,role',
      'ida@check.example,Ida,viewer',
      'jan@check.example,Jan,viewer',
    );
    expect(await report('import', before)).toMatchObject({ status: 0, body: { added: 2 } });
    const file = write(
      'check.csv',
      'userName,displayName,role,applications',
      'IDA@check.example,Ida,viewer,',
      'jan@check.example,Johannes,admin,',
      'new@check.example,New,viewer,',
      'bad@check.example,Bad,king,',
      'notamail,Bad,viewer,',
    );
    const reportFile = join(folder, 'check.json');
    const { status, body } = (await report('import', file, '--check', '--report', reportFile)) as {
      readonly status: number;
      readonly body: Record<string, unknown>;
    };
    expect([status, body]).toEqual([
      1,
      expect.objectContaining({
        company: 'demo',
        added: 1,
        present: 2,
        differing: [
          {
            line: 2,
            userName: 'ida@check.example',
            differences: [
              expect.objectContaining({
                attribute: 'userName',
                member: 'ida@check.example',
                file: 'IDA@check.example',
              }),
              expect.objectContaining({ attribute: 'emails' }),
            ],
          },
          {
            line: 3,
            userName: 'jan@check.example',
            differences: [
              { attribute: 'displayName', member: 'Jan', file: 'Johannes' },
              { attribute: 'instabugRole', member: 'viewer', file: 'admin' },
            ],
          },
        ],
        bad: [
          { line: 5, reason: expect.stringContaining('the role is not one of') },
          { line: 6, reason: expect.stringContaining('no e-mail address') },
        ],
      }),
    ]);
    expect(JSON.parse(readFileSync(reportFile, 'utf8'))).toEqual(body);
    expect(await operator('audit', '--user', 'new@check.example')).toMatchObject({ status: 1 });
    const words = await operator('import', file, '--check');
    expect(words.stdout).toContain(
      '1 member would be added to demo, 2 are there already, of whom 2 differ from the file, 2 lines are bad. Nothing was changed.',
    );
  });

  it('brings nothing in from a file whose header is wrong or that has no members, says why once, and exits 1', async () => {
    const doubled = write(
      'doubled.csv',
      'userName,email,email',
      'hal@example.com,a@example.com,b@example.com',
      'ivy@example.com,c@example.com,d@example.com',
    );
    const sentence =
      /^error: The file \S+ cannot be used: its header, line 1, names the column email more than once \(columns 2 and 3\)\. No line was brought in\.\n$/;
    expect(await operator('import', doubled)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    });
    expect(await operator('audit', '--user', 'hal@example.com')).toMatchObject({ status: 1 });
    for (const lines of [[], ['userName,role'], ['userName,role', '', ',']]) {
      expect(await operator('import', write('nobody.csv', ...lines))).toEqual({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(/^error: The file \S+ (is empty|has a header).*no members.*\n$/),
      });
    }
    const semicolons = write('semicolons.csv', 'userName;applications', 'jon@example.com;"Web;iOS"');
    expect(await report('import', semicolons)).toMatchObject({
      status: 0,
      body: { added: 1, format: { separator: 'semicolon' } },
    });
  });

  it("tells a member's history in order, what changed and who caused it, also of a deleted member by id", async () => {
    const created = await service.scim('POST', '/Users', user('fay@example.com'));
    const id = String(created.body['id']);
    await service.scim('PUT', `/Users/${id}`, { ...user('fay@example.com'), displayName: 'Fay' });
    await service.scim('PUT', `/Users/${id}`, { ...user('fay@example.com'), displayName: 'Fay', active: false });
    expect((await service.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    const { status, body } = await report('audit', '--user', id);
    expect(status).toBe(0);
    expect(body).toMatchObject({
      company: 'demo',
      id,
      lines: [
        {
          event: 'UserProvisioned',
          by: 'idp token operatorspec',
          changes: ['origin: (none) → scim', 'userName: (none) → fay@example.com'],
        },
        { event: 'ProfileUpdated', by: 'idp token operatorspec', changes: ['displayName: (none) → Fay'] },
        { event: 'UserDeactivated', changes: ['active: true → false'] },
        { event: 'UserDeleted', title: 'Deleted', changes: [] },
      ],
    });
    const byName = await operator('audit', '--user', 'fay@example.com');
    expect(byName).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/is a former name of this user[^]*UserDeleted/),
    });
    expect(byName.stdout).toContain(id);
    const access = await operator('access', '--user', 'fay@example.com');
    expect(access).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('is found by id') });
    const boss = await operator('audit', '--user', 'BOSS@example.com');
    expect(boss).toMatchObject({ status: 0, stdout: expect.stringMatching(/UserProvisioned[^]*OwnershipGranted/) });
    expect(boss.stdout).toContain(`operator ${userInfo().username}`);
  });

  it('tells what was done to the company, by whom, without a member', async () => {
    const { status, body } = await report('audit', '--company', 'demo');
    const { lines } = body as { readonly lines: readonly { readonly what: string; readonly by: string }[] };
    expect([status, lines[0]]).toEqual([
      0,
      expect.objectContaining({ what: 'CompanyRegistered', by: 'system standalone', address: null }),
    ]);
    expect(lines.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['TokenIssued', 'OwnershipGranted', 'ScimEnabled']),
    );
    expect((await operator('audit', '--company', 'demo')).stdout).toMatch(/TokenIssued[^]*operatorspec/);
  });

  it('tells what a member may do, and why', async () => {
    expect(await report('access', '--user', 'ada@example.com')).toMatchObject({
      status: 0,
      body: {
        userName: 'ada@example.com',
        role: 'admin',
        roleBecause: { source: 'extension' },
        applications: [{ name: 'Web', because: { source: 'extension' } }],
      },
    });
    expect(await report('access', '--user', 'boss@example.com')).toMatchObject({
      body: { role: 'owner', roleBecause: { source: 'ownership' } },
    });
    const shown = await operator('access', '--user', 'boss@example.com');
    expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining('owner of the company') });
  });

  it('verifies clean, names a row that was tampered with, and mends it by a rebuild', async () => {
    const id = String((await service.scim('POST', '/Users', user('gus@example.com'))).body['id']);
    await report('access', '--user', id);
    expect(await report('verify')).toMatchObject({
      status: 0,
      body: { clean: true, differing: 0, behind: { records: 0, since: null }, records: expect.any(Number) },
    });
    const rows = join(data, 'read-model');
    const before = liveGeneration(rows) ?? 0;
    const database = new DatabaseSync(generationFile(rows, before), { timeout: 5_000 });
    database.prepare('UPDATE users SET external_id = ? WHERE user_id = ?').run('wrong', id);
    database.close();
    const difference = { table: 'users', key: `demo/${id}`, kind: 'different', columns: ['external_id'] };
    expect(await report('verify')).toMatchObject({
      status: 1,
      body: { clean: false, differing: 1, differences: [difference] },
    });
    const table = await operator('verify');
    expect(table).toMatchObject({ status: 1, stdout: expect.stringContaining(`demo/${id}`) });
    expect(await report('rebuild')).toMatchObject({
      status: 0,
      body: { generation: expect.any(Number), comparison: { differing: 1, differences: [difference] } },
    });
    expect(liveGeneration(rows)).toBeGreaterThan(before);
    expect(await report('verify')).toMatchObject({ status: 0, body: { clean: true } });
  });

  it('rebuilds while the service goes on writing, and nothing is missing afterwards', async () => {
    const writing = { stopped: false, answers: new Array<number>() };
    const writer = (async () => {
      for (let n = 0; !writing.stopped; n += 1)
        writing.answers.push((await service.scim('POST', '/Users', user(`w${n}@example.com`))).status);
    })();
    const rebuilt = await operator('rebuild');
    writing.stopped = true;
    await writer;
    expect(rebuilt).toMatchObject({ status: 0, stdout: expect.stringContaining('The old rows were right.') });
    expect(writing.answers.length).toBeGreaterThan(0);
    expect(new Set(writing.answers)).toEqual(new Set([201]));
    const list = await service.scim('GET', '/Users?filter=userName%20sw%20%22w%22&count=0');
    expect(list.body['totalResults']).toBe(writing.answers.length);
    expect(await report('verify')).toMatchObject({ status: 0, body: { clean: true } });
  });

  it('lists the companies, and asks for one by name once there are several', async () => {
    expect(await report('companies')).toMatchObject({
      status: 0,
      body: [{ id: 'demo', saml: 'enabled', scim: 'enabled' }],
    });
    const store = openSqliteEventStore({ file: join(data, 'events.sqlite') });
    const context = {
      companyId: 'acme',
      commandId: '0b9a1c1e-5a59-4f0e-8b43-0d6f4d6a7b11',
      requestId: 'r',
      actor: { kind: 'system', id: 'spec' },
      tokenId: null,
    } as const;
    const command: CompanyCommand = {
      type: 'RegisterCompany',
      context: { ...context, now: '2026-03-01T10:20:30.456Z' },
      name: 'Acme',
      applications: ['Web'],
      defaults: { role: 'member', applications: [] },
    };
    await provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany.execute(
      new ChangeCompany(command),
    );
    await store.close();
    const file = write(
      'acme.jsonl',
      '{"userName":"hal@acme.example","applications":["Web"]}',
      '{"userName":"ivy@acme.example","applications":["Fax"]}',
    );
    expect(await report('import', file, '--company', 'acme')).toEqual({
      status: 1,
      body: {
        company: 'acme',
        added: 1,
        present: 0,
        owners: 0,
        bad: [{ line: 2, reason: 'the company has no application named Fax' }],
        format: { encoding: 'UTF-8', separator: null },
      },
    });
    expect(await report('access', '--user', 'hal@acme.example', '--company', 'acme')).toMatchObject({ status: 0 });
    const unnamed = await operator('access', '--user', 'ada@example.com');
    expect(unnamed).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/several companies[^]*acme[^]*demo/),
    });
    const unknown = await operator('audit', '--user', 'ada@example.com', '--company', 'globex');
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no company globex.') });
  });
});

describe('A data folder that nobody serves', () => {
  it('is verified whole: rows that are behind are said to be, and a record that was changed is found', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'operator-behind-'));
    const first = await startServer('standalone', {
      PORT: '0',
      LUCIQ_DATA_DIR: folder,
      LUCIQ_BOOTSTRAP_TOKEN: 'demo.0123456789abcdef0123456789abcdef',
    });
    await first.stop();
    const file = join(folder, 'events.sqlite');
    const store = openSqliteEventStore({ file });
    const context = {
      companyId: 'late',
      commandId: '0b9a1c1e-5a59-4f0e-8b43-0d6f4d6a7b12',
      requestId: 'r',
      actor: { kind: 'system', id: 'spec' },
      tokenId: null,
    } as const;
    const command: CompanyCommand = {
      type: 'RegisterCompany',
      context: { ...context, now: '2026-03-01T10:20:30.456Z' },
      name: 'Late',
      applications: [],
      defaults: { role: 'member', applications: [] },
    };
    await provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany.execute(
      new ChangeCompany(command),
    );
    await store.close();
    const late = await operate('verify', '--data', folder);
    expect(late).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        /The log is whole[^]*1 record behind the log, the first of them from 2026-03-01T10:20:30\.456Z/,
      ),
    });
    expect(await operate('verify', '--data', folder, '--max-lag', '999999999')).toMatchObject({ status: 0 });
    const editor = new DatabaseSync(file);
    editor.exec(
      `DROP TRIGGER events_never_change; UPDATE events SET body = replace(body, 'digest', 'digset') WHERE type = 'TokenIssued'`,
    );
    editor.close();
    expect(await operate('verify', '--data', folder)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^error: The log is damaged at position \d+, revision \d+ of demo\/company[^]*backup/,
      ),
    });
    rmSync(folder, { recursive: true });
  });
});

describe('The operator command line', () => {
  it('says in a sentence what to do where there is no data', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'operator-'));
    for (const command of [['verify'], ['rebuild'], ['companies'], ['audit', '--user', 'x'], ['import', 'x.csv']]) {
      for (const data of [empty, join(empty, 'none')]) {
        const ran = await operate(...command, '--data', data);
        expect(ran).toMatchObject({
          status: 1,
          stdout: '',
          stderr: expect.stringMatching(
            /^error: There is no .* Start the product once with npm start, or name its folder with --data\.\n$/,
          ),
        });
      }
    }
    mkdirSync(join(empty, 'other'));
    writeFileSync(join(empty, 'other', 'events.sqlite'), 'not a database, but long enough to look like one');
    expect(await operate('verify', '--data', join(empty, 'other'))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: The (event store )?file .*\n$/),
    });
    rmSync(empty, { recursive: true });
  });

  it('teaches with examples, and exits 2 where it is used wrongly', async () => {
    expect(await operate('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('npm run operator -- import members.csv'),
    });
    expect(await operate('import', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('{"userName":'),
    });
    for (const wrong of [[], ['access'], ['import'], ['nonsense'], ['verify', '--nonsense']])
      expect(await operate(...wrong)).toMatchObject({ status: 2, stdout: '' });
  });
});
