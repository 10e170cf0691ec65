import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { userStream, companyStream, plain } from '@luciq/events';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { openReadModel, rebuild } from '@luciq/read-model/sqlite';
import { USER_COLUMNS } from '@luciq/read-model';
import { startPump } from '@luciq/pump';
import { DatabaseSync } from 'node:sqlite';
const cpu = () => { const c = process.cpuUsage(); return (c.user + c.system) / 1000; };
let c0 = 0, c1 = 0;
const N = Number(process.env.N ?? 100000);
const dir = mkdtempSync(join(tmpdir(), 'rmb-'));
const store = openSqliteEventStore({ file: join(dir, 'events.sqlite') });
const cause = { commandId: 'c', requestId: 'r', actor: { kind: 'system' as const, id: 's' }, tokenId: null };
const time = '2025-01-01T00:00:00.000Z';
await store.append({ stream: companyStream('acme'), expected: 'any', time, cause, events: [{ id: randomUUID(), event: { type: 'CompanyRegistered', data: { name: 'Acme', applications: [], defaults: { role: 'member', applications: [] } } } }] });
let events = 0;
for (let i = 0; i < N; ) {
  const batch: Promise<unknown>[] = [];
  for (let k = 0; k < 500 && i < N; k++, i++) {
    const id = randomUUID();
    const list: any[] = [{ id: randomUUID(), event: { type: 'UserProvisioned', data: { userId: id, origin: 'scim' }, personal: plain({ userName: `user${i}@acme.example`, externalId: `00u${i}`, name: { givenName: 'Given' + i, familyName: 'Family' + i, formatted: `Given${i} Family${i}` }, displayName: 'Given ' + i, locale: 'en-US', emails: [{ value: `user${i}@acme.example`, type: 'work', primary: true }], 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'Dept' + (i % 50) }) } }];
    if (i % 3 > 0) list.push({ id: randomUUID(), event: { type: 'AccessChanged', data: { userId: id, set: { 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole': 'viewer' }, unset: [] } } });
    if (i % 3 > 1) list.push({ id: randomUUID(), event: { type: 'ProfileUpdated', data: { userId: id, changed: ['title'] }, personal: plain({ set: { title: 'T' + i }, unset: [] }) } });
    events += list.length;
    batch.push(store.append({ stream: userStream('acme', id), expected: 'no-stream', time, cause, events: list }));
  }
  await Promise.all(batch);
}
console.log('events', events); if (process.env.ONLY) process.on('beforeExit', () => 0);
const source = { read: async (q: any) => { const s = await store.readLog(q); return { items: s.records, through: s.through }; }, wait: (a: any, s: any) => store.waitForRecords(a, s) };
const failure = { initialDelayMs: 0, maxDelayMs: 0, attempts: 1, onExhausted: 'stop' as const };
const folder = join(dir, 'rm');
let t = performance.now();
{ const o: any = await openReadModel({ folder }); await startPump({ source, sink: o.readModel.sink, failure, until: await store.head() }).done; o.readModel.close(); }
console.log('follow (500 a batch) ms', performance.now() - t);
t = performance.now(); let pos = 0n;
while (true) { const s = await store.readLog({ after: pos, limit: 2000 }); if (s.through <= pos) break; pos = s.through; }
console.log('read of the log alone ms', performance.now() - t);
t = performance.now(); let compared = 0; c0 = cpu();
const r: any = await rebuild({ folder, source, head: () => store.head(), failure, onProgress: ({ position, head }) => { if (position === head && !compared) { compared = performance.now(); c1 = cpu() - c0; } } });
const rebuildMs = compared - t;
console.log('rebuild ms (fold)', rebuildMs, 'with compare', performance.now() - t, r.comparison.differing, r.generation, r.comparison.live === r.comparison.folded);
// bare multi-row INSERTs of the same rows
const src = new DatabaseSync(join(folder, 'generation-000002.sqlite'));
const rows = src.prepare(`select ${USER_COLUMNS.join(',')} from users order by created_position`).all();
const values = rows.map((row) => USER_COLUMNS.map((c) => (row as any)[c]));
const bare = new DatabaseSync(join(dir, 'bare.sqlite'));
bare.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32768');
for (const row of src.prepare("select sql from sqlite_schema where sql is not null and name not like 'sqlite_%'").all()) bare.exec((row as any).sql);
c0 = cpu(); const stmts = new Map<number, any>();
t = performance.now();
for (let i = 0; i < values.length; ) {
  bare.exec('BEGIN');
  for (let end = Math.min(values.length, i + 2000); i < end; ) {
    const k = Math.min(256, end - i);
    let st = stmts.get(k);
    if (!st) stmts.set(k, (st = bare.prepare(`insert into users (${USER_COLUMNS.join(',')}) values ${Array(k).fill(`(${USER_COLUMNS.map(() => '?').join(',')})`).join(',')}`)));
    st.run(...values.slice(i, i + k).flat());
    i += k;
  }
  bare.exec('COMMIT');
}
const bareMs = performance.now() - t;
console.log('cpu: rebuild', c1, 'bare', cpu() - c0, 'ratio', (cpu() - c0) / c1);
console.log('bare ms', bareMs, 'RATIO', bareMs / rebuildMs);
// pages
const o: any = await openReadModel({ folder });
const q = o.readModel.queries;
const page = (startIndex: number, count = 100) => q.listUsers({ companyId: 'acme', filter: null, startIndex, count, passed: 0n, timeoutMs: 0 });
const timed = async (name: string, f: () => Promise<unknown>, n = 50) => { await f(); const ts: number[] = []; for (let i = 0; i < n; i++) { const a = performance.now(); await f(); ts.push(performance.now() - a); } ts.sort((a, b) => a - b); console.log(name, 'p50', ts[n >> 1]!.toFixed(2), 'max', ts.at(-1)!.toFixed(2)); };
await timed('page by OFFSET at ' + (N - 99), () => page(N - 99));
await timed('page 1', () => page(1));
let at = 1; const ts: number[] = []; let seen = 0;
for (let i = 0; at <= N; i++) { const a = performance.now(); const p = await page(at); ts.push(performance.now() - a); seen += p.users.length; at += p.users.length; }
ts.sort((a, b) => a - b);
console.log('walk pages', ts.length, seen, 'p50', ts[ts.length >> 1]!.toFixed(2), 'p99', ts[Math.floor(ts.length * 0.99)]!.toFixed(2), 'max', ts.at(-1)!.toFixed(2));
const { parseFilter, userResourceType } = await import('@luciq/scim');
for (const f of ['userName eq "USER77@acme.example"', 'externalId eq "00u77"', 'emails.value co "user77@"', 'name.familyName sw "Family9"', 'emails[type eq "work" and value co "77"]', 'meta.lastModified gt "2025-01-01T00:00:00Z"', 'userName co "77"']) {
  const parsed: any = parseFilter(userResourceType, f);
  await timed(f, () => q.listUsers({ companyId: 'acme', filter: parsed.value, startIndex: 1, count: 100, passed: 0n, timeoutMs: 0 }), 5);
}
console.log('rss MB', Math.round(process.memoryUsage().rss / 1e6));
await store.close();
