import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { groupResourceType, userResourceType } from '@luciq/scim';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { grammarFilter, grammarPatch, HostileSender, Random } from '@luciq/testing/fuzz';
import { envelopeFaults } from '@luciq/testing/http';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

/** `npm run soak` sends more of them, from a seed of its own. */
const REQUESTS = Number(process.env['GRAMMAR_REQUESTS'] ?? 10_000);
const SEED = Number(process.env['GRAMMAR_SEED'] ?? 20_261_124);
const TOKEN = 'demo.0123456789abcdef0123456789abcdef';
const HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const SORTS = [
  'userName',
  'displayName',
  'meta.lastModified',
  'name.familyName',
  'emails',
  'id',
  'members',
  'shoeSize',
  'active',
] as const;

const folder = mkdtempSync(join(tmpdir(), 'luciq-grammar-'));
let running: Standalone;
let sender: HostileSender;

const body = (value: unknown): string => JSON.stringify(value);

async function make(path: string, value: unknown): Promise<string> {
  const { json } = await sender.send({ method: 'POST', path, headers: HEADERS, body: body(value) });
  return String((json as { id?: unknown }).id);
}

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

it(
  `filters, orders and patches by the grammar are answered 200 or refused, ${REQUESTS} from seed ${SEED}`,
  async () => {
    const random = new Random(SEED);
    const users: string[] = [];
    for (let n = 0; n < 30; n += 1)
      users.push(
        await make('/Users', {
          userName: `g${n}@demo.example`,
          displayName: 'Ann',
          emails: [{ value: 'a@b.example', type: 'work' }],
          title: 'é',
        }),
      );
    const groups: string[] = [];
    for (let n = 0; n < 5; n += 1)
      groups.push(
        await make('/Groups', { displayName: `Grammar ${n}`, members: users.slice(n * 5).map((value) => ({ value })) }),
      );
    const ids = [...users, ...groups];
    const wrong: string[] = [];
    for (let number = 0; number < REQUESTS; number += 1) {
      const isUser = random.chance(0.5);
      const [path, type, targets] = isUser
        ? (['/Users', userResourceType, users] as const)
        : (['/Groups', groupResourceType, groups] as const);
      const world = { type, ids };
      const isSearch = random.chance(0.5);
      const filter = grammarFilter(random, world);
      const search = {
        schemas: [SEARCH],
        filter,
        ...(random.chance(0.3) ? { sortBy: random.pick(SORTS) } : {}),
        ...(random.chance(0.3) ? { cursor: '', count: 3 } : { count: 5 }),
      };
      const request = isSearch
        ? {
            method: 'POST',
            path: random.chance(0.1) ? '/.search' : `${path}/.search`,
            headers: HEADERS,
            body: body(search),
          }
        : {
            method: 'PATCH',
            path: `${path}/${targets[random.below(targets.length)]}`,
            headers: HEADERS,
            body: body(grammarPatch(random, world)),
          };
      const answer = await sender.send(request);
      const isRight =
        [200, 400, ...(isSearch ? [] : [409])].includes(answer.status) && envelopeFaults(answer).length === 0;
      if (!isRight)
        wrong.push(
          `seed ${SEED} number ${number}: ${answer.status} ${answer.text.slice(0, 200)} to ${request.method} ${request.path} ${request.body.slice(0, 2_000)}`,
        );
    }
    expect(wrong).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const id of groups)
      expect((await sender.send({ method: 'GET', path: `/Groups/${id}`, headers: HEADERS })).status).toBe(200);
  },
  60_000 + REQUESTS * 60,
);
