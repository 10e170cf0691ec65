import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Answer, Browser, Json } from '@luciq/testing/account-client';
import { accountClient, credentialEntry } from '@luciq/testing/account-client';
import type { TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SECRET = 'the-secret-of-luciq-0123456789abcdef';

/** A company with an owner, two administrators and a token that someone has got hold of. */
interface Company {
  readonly id: string;
  readonly token: string;
  readonly owner: string;
  readonly admin: string;
  readonly other: string;
}

const folder = mkdtempSync(join(tmpdir(), 'luciq-takeover-'));
let running: Standalone;
let idp: TestIdp;
let companies = 0;

const origin = (): string => new URL(running.scimBaseUrl).origin;
const { api, scim, connect, browserOf, postAssertion, serviceProvider } = accountClient(origin, `luciq.${SECRET}`);

const patch = (token: string, id: string, ...Operations: unknown[]): Promise<Answer> =>
  scim(token, 'PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations });
const rename = (token: string, id: string, userName: string): Promise<Answer> =>
  patch(token, id, { op: 'replace', path: 'userName', value: userName });

/** Where an assertion leads: the id and role of the one who is signed in by it, or why nobody is. */
async function signIn(
  companyId: string,
  nameId: string,
): Promise<string | { readonly id: unknown; readonly role: unknown; readonly browser: Browser }> {
  const response = await postAssertion(companyId, idp.respond({ ...serviceProvider(companyId), nameId }));
  const refused = new URL(response.headers.get('location') ?? '/', origin()).searchParams.get('refused');
  if (refused !== null) return refused;
  const browser = await browserOf(response);
  const member = (await api('GET', '/session', undefined, browser)).json['member'] as Json;
  return { id: member['id'], role: member['role'], browser };
}

const signedIn = async (companyId: string, nameId: string): Promise<Browser> => {
  const outcome = await signIn(companyId, nameId);
  if (typeof outcome === 'string') throw new Error(`${nameId} is not signed in: ${outcome}`);
  return outcome.browser;
};

const user = (userName: string, more: Json = {}): Json => ({ schemas: [USER, EXTENSION], userName, ...more });
const asAdmin = { [EXTENSION]: { instabugRole: 'adminstrator' } };

/** A new company. Its people are owner@, admin@ (of whom the attack comes) and other@. */
async function company(): Promise<Company> {
  companies += 1;
  const id = `acme-${companies}`;
  const { json } = await api('POST', '/companies', {
    id,
    name: id,
    applications: [],
    owner: { userName: 'owner@acme.example' },
  });
  const token = await connect(id, idp, 'Okta');
  const make = async (userName: string): Promise<string> =>
    String((await scim(token, 'POST', '/Users', user(userName, asAdmin))).json['id']);
  return {
    id,
    token,
    owner: String((json['owners'] as Json[])[0]?.['userId']),
    admin: await make('admin@acme.example'),
    other: await make('other@acme.example'),
  };
}

const renamesOf = async ({ id }: Company, as?: Browser): Promise<readonly Json[]> =>
  (await api('GET', `/companies/${id}/renames`, undefined, as)).json['renames'] as Json[];

beforeAll(async () => {
  idp = await testIdp();
  const credentials = credentialEntry('luciq', 'companies+operations', SECRET);
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: credentials,
  });
  running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

describe('an administrator with a SCIM token', () => {
  /** Each moves the owner to the name that the administrator signs in by, in a way of its own. */
  const WAYS: Readonly<Record<string, (of: Company) => Promise<Answer>>> = {
    'PATCH of the path': ({ token, owner }) => rename(token, owner, 'admin@acme.example'),
    'PATCH without a path': ({ token, owner }) =>
      patch(token, owner, { op: 'replace', value: { userName: 'admin@acme.example' } }),
    'PATCH by the whole name of the attribute': ({ token, owner }) =>
      patch(token, owner, { op: 'add', path: `${USER}:userName`, value: 'ADMIN@acme.example' }),
    PUT: ({ token, owner }) => scim(token, 'PUT', `/Users/${owner}`, user('admin@acme.example')),
    'PUT in another case': ({ token, owner }) => scim(token, 'PUT', `/Users/${owner}`, user('Admin@ACME.example')),
    'two renames of one bulk request': ({ token, owner }) =>
      scim(token, 'POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: ['x@acme.example', 'admin@acme.example'].map((userName) => ({
          method: 'PUT',
          path: `/Users/${owner}`,
          data: user(userName),
        })),
      }),
  };

  it.each(Object.entries(WAYS))('does not become the owner by %s', async (_, way) => {
    const acme = await company();
    expect((await rename(acme.token, acme.admin, 'away@acme.example')).status).toBe(200);
    // His former name is still his own, so that nobody can be put in its place.
    const answer = await way(acme);
    const statuses = [
      answer.status,
      ...((answer.json['Operations'] as Json[] | undefined) ?? []).map(({ status }) => Number(status)),
    ];
    expect(statuses.at(-1)).toBe(409);
    expect(await signIn(acme.id, 'admin@acme.example')).toMatchObject({ id: acme.admin, role: 'admin' });
    expect(await signIn(acme.id, 'owner@acme.example')).toMatchObject({ id: acme.owner, role: 'owner' });
  });

  it('does not become the owner after his own record is deleted, demoted or deactivated', async () => {
    const outOfTheWay: readonly ((of: Company) => Promise<Answer>)[] = [
      ({ token, admin }) => scim(token, 'DELETE', `/Users/${admin}`),
      async ({ token, admin }) => {
        await patch(token, admin, { op: 'replace', path: `${EXTENSION}:instabugRole`, value: 'member' });
        return rename(token, admin, 'away@acme.example');
      },
    ];
    for (const step of outOfTheWay) {
      const acme = await company();
      expect((await step(acme)).status).toBeLessThan(300);
      expect(await rename(acme.token, acme.owner, 'admin@acme.example')).toMatchObject({
        status: 200,
        json: { userName: 'admin@acme.example' },
      });
      expect(await signIn(acme.id, 'admin@acme.example')).toBe('rename-waiting');
      expect(await signIn(acme.id, 'owner@acme.example')).toMatchObject({ id: acme.owner, role: 'owner' });
      // Nor by an administrator of that name who is made anew: the name is the owner's by now.
      expect((await scim(acme.token, 'POST', '/Users', user('admin@acme.example', asAdmin))).status).toBe(409);
      expect((await scim(acme.token, 'POST', '/Users', user('owner@acme.example', asAdmin))).json).toMatchObject({
        scimType: 'uniqueness',
        detail: expect.stringContaining('reserved') as unknown,
      });
    }
  });

  it('does not sign in as another administrator, whatever way that one gets the rights', async () => {
    const acme = await company();
    const { token, other } = acme;
    expect((await scim(token, 'DELETE', `/Users/${acme.admin}`)).status).toBe(204);
    const named = { 'asserted by the extension': other, 'asserted by roles': '', 'by a group': '', 'by default': '' };
    named['asserted by roles'] = String(
      (await scim(token, 'POST', '/Users', user('roles@acme.example', { roles: [{ value: 'admin' }] }))).json['id'],
    );
    named['by a group'] = String((await scim(token, 'POST', '/Users', user('group@acme.example'))).json['id']);
    const group = await scim(token, 'POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Admins',
      members: [{ value: named['by a group'] }],
    });
    expect(
      (
        await api('PUT', `/companies/${acme.id}/groups/${String(group.json['id'])}/mapping`, {
          role: 'admin',
          applications: [],
          precedence: 1,
        })
      ).status,
    ).toBe(200);
    for (const id of [named['asserted by the extension'], named['asserted by roles'], named['by a group']]) {
      expect((await rename(token, id, 'admin@acme.example')).status).toBe(200);
      expect(await signIn(acme.id, 'admin@acme.example')).toBe('rename-waiting');
      expect((await rename(token, id, `free-${id}@acme.example`)).status).toBe(200);
    }
    named['by default'] = String((await scim(token, 'POST', '/Users', user('default@acme.example'))).json['id']);
    expect((await api('PUT', `/companies/${acme.id}/defaults`, { role: 'admin', applications: [] })).status).toBe(200);
    expect((await rename(token, named['by default'], 'admin@acme.example')).status).toBe(200);
    expect(await signIn(acme.id, 'admin@acme.example')).toBe('rename-waiting');
    expect((await renamesOf(acme)).length).toBe(4);
  });

  it('gets nothing of someone who is deactivated, renamed and hired again', async () => {
    const acme = await company();
    const { token, other } = acme;
    expect((await scim(token, 'DELETE', `/Users/${acme.admin}`)).status).toBe(204);
    expect((await patch(token, other, { op: 'replace', path: 'active', value: false })).status).toBe(200);
    expect((await rename(token, other, 'admin@acme.example')).status).toBe(200);
    const rehired = await scim(token, 'POST', '/Users', user('admin@acme.example'));
    expect([rehired.status, rehired.json['id']]).toEqual([201, other]);
    expect(await signIn(acme.id, 'admin@acme.example')).toBe('rename-waiting');
    expect(await signIn(acme.id, 'other@acme.example')).toMatchObject({ id: other, role: 'admin' });
  });

  it('confirms no rename himself: neither his own nor that of the owner', async () => {
    const acme = await company();
    const admin = await signedIn(acme.id, 'admin@acme.example');
    expect((await rename(acme.token, acme.owner, 'new@acme.example')).status).toBe(200);
    expect((await rename(acme.token, acme.other, 'other.new@acme.example')).status).toBe(200);
    for (const [id, userName] of [
      [acme.owner, 'new@acme.example'],
      [acme.other, 'other.new@acme.example'],
    ] as const) {
      expect(
        (await api('POST', `/companies/${acme.id}/renames/${id}/confirm`, { userName }, admin)).json,
      ).toMatchObject({ status: 403, kind: 'owner-only' });
    }
    expect(await signIn(acme.id, 'new@acme.example')).toBe('rename-waiting');
  });

  it('is not made an owner under the name that someone else was shown', async () => {
    const acme = await company();
    const member = String((await scim(acme.token, 'POST', '/Users', user('bea@acme.example'))).json['id']);
    expect((await rename(acme.token, member, 'evil@acme.example')).status).toBe(200);
    const owner = await signedIn(acme.id, 'owner@acme.example');
    const grant = (body: Json): Promise<Answer> => api('POST', `/companies/${acme.id}/owners`, body, owner);
    expect((await grant({ userId: member, userName: 'bea@acme.example' })).json).toMatchObject({
      status: 409,
      kind: 'member-renamed',
    });
    expect(
      (
        await api(
          'POST',
          `/companies/${acme.id}/owners/transfer`,
          { from: acme.owner, to: member, userName: 'bea@acme.example' },
          owner,
        )
      ).json,
    ).toMatchObject({ kind: 'member-renamed' });
    // Nor an administrator of whom it is not sure which of two names would own the company.
    expect((await rename(acme.token, acme.other, 'other.new@acme.example')).status).toBe(200);
    expect((await grant({ userId: acme.other })).json).toMatchObject({ status: 409, kind: 'member-rename-waits' });
  });
});

describe('a real rename', () => {
  it('of the owner signs in by the former name until it is confirmed, and from then on by the new one alone', async () => {
    const acme = await company();
    const owner = await signedIn(acme.id, 'owner@acme.example');
    expect(await rename(acme.token, acme.owner, 'married@acme.example')).toMatchObject({
      status: 200,
      json: { userName: 'married@acme.example' },
    });
    const found = async (userName: string): Promise<unknown> =>
      (await scim(acme.token, 'GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`)).json[
        'totalResults'
      ];
    expect([await found('married@acme.example'), await found('owner@acme.example')]).toEqual([1, 0]);
    const waiting = {
      userId: acme.owner,
      userName: 'married@acme.example',
      signInName: 'owner@acme.example',
      by: { kind: 'idp', id: acme.token.split('.')[0] },
      tokenLabel: 'Okta',
    };
    expect(await renamesOf(acme, owner)).toMatchObject([waiting]);
    expect(
      (
        await api(
          'POST',
          `/companies/${acme.id}/renames/${acme.owner}/confirm`,
          { userName: 'other@acme.example' },
          owner,
        )
      ).json,
    ).toMatchObject({ status: 409, kind: 'rename-changed' });
    expect(
      await api(
        'POST',
        `/companies/${acme.id}/renames/${acme.owner}/confirm`,
        { userName: 'Married@acme.example' },
        owner,
      ),
    ).toMatchObject({ status: 204 });
    expect(await renamesOf(acme)).toEqual([]);
    // The session came of the former name, which is someone else's from now on.
    expect((await api('GET', '/session', undefined, owner)).status).toBe(401);
    expect(await signIn(acme.id, 'owner@acme.example')).toBe('no-member');
    expect(await signIn(acme.id, 'married@acme.example')).toMatchObject({ id: acme.owner, role: 'owner' });
    expect((await scim(acme.token, 'POST', '/Users', user('owner@acme.example'))).status).toBe(201);
  });

  it('that is repeated, goes on or is taken back waits for one name, and then for none', async () => {
    const acme = await company();
    const { token, owner } = acme;
    const first = await rename(token, owner, 'one@acme.example');
    const again = await rename(token, owner, 'one@acme.example');
    expect(again.json['meta']).toEqual(first.json['meta']);
    expect((await rename(token, owner, 'two@acme.example')).status).toBe(200);
    expect(await renamesOf(acme)).toMatchObject([{ userName: 'two@acme.example', signInName: 'owner@acme.example' }]);
    expect((await scim(token, 'POST', '/Users', user('one@acme.example'))).status).toBe(201);
    expect((await rename(token, owner, 'OWNER@acme.example')).status).toBe(200);
    expect(await renamesOf(acme)).toEqual([]);
    expect((await scim(token, 'POST', '/Users', user('two@acme.example'))).status).toBe(201);
    expect(await signIn(acme.id, 'owner@acme.example')).toMatchObject({ id: owner, role: 'owner' });
  });

  it('of someone without rights has its way at once', async () => {
    const acme = await company();
    const id = String((await scim(acme.token, 'POST', '/Users', user('bea@acme.example'))).json['id']);
    expect((await rename(acme.token, id, 'bea.new@acme.example')).status).toBe(200);
    expect(await renamesOf(acme)).toEqual([]);
    expect((await scim(acme.token, 'POST', '/Users', user('bea@acme.example'))).status).toBe(201);
    expect(await signIn(acme.id, 'bea.new@acme.example')).toBe('not-admin');
  });

  it('stands in the activity, with what is to be done', async () => {
    const acme = await company();
    expect((await rename(acme.token, acme.owner, 'married@acme.example')).status).toBe(200);
    for (let entry: Json | undefined; !entry;) {
      const { json } = await api('GET', `/companies/${acme.id}/activity?count=5`);
      entry = (json['entries'] as Json[]).find(
        ({ resourceId, action }) => resourceId === acme.owner && action === 'user-changed',
      );
      if (entry)
        expect(entry).toMatchObject({
          status: 200,
          detail: expect.stringContaining('former userName signs in until an owner confirms') as unknown,
        });
    }
  });
});
