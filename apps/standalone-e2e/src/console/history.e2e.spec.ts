import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeOn, engine } from '@luciq/test-engines';
import { checkPage, ConsoleFixture, show } from '@luciq/testing/browser';
import { programArguments } from '@luciq/testing/processes';

const COMPANY = 'acme';
const OWNER = 'ada@acme.example';
const TIMEOUT_MS = 180_000;
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const browserHere = await engine('browser');

interface Line {
  readonly event: string;
  readonly by: string;
  readonly requestId: string;
  readonly about: readonly string[];
  readonly changes: readonly string[];
  readonly access: readonly string[];
}
interface Audit {
  readonly id: string;
  readonly lives: readonly { readonly userId: string; readonly kind: string; readonly until: string | null }[];
  readonly lines: readonly Line[];
}

/** Three people, two groups, a rename, a deletion and a rehire, as an auditor asks about them afterwards. */
describeOn(browserHere, 'browser', 'the story of Jane, Joe and the second Jane', ({ executable }) => {
  let fixture: ConsoleFixture;
  let page: Page;
  const ids = { jane: '', joe: '', rehired: '', admins: '' };

  const audit = (name: string, ...more: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const words = ['audit', '--user', name, '--data', fixture.folder, '--company', COMPANY, ...more];
      execFile(process.execPath, programArguments('operator', ...words), (error, stdout, stderr) =>
        error ? reject(new Error(stderr)) : resolve(stdout),
      );
    });
  const audited = async (name: string): Promise<Audit> => JSON.parse(await audit(name, '--json')) as Audit;

  async function playStory(token: string): Promise<void> {
    const send = async (method: string, path: string, body?: unknown): Promise<string> => {
      const answer = await fixture.scim(token, method, path, body);
      expect([method, path, answer.ok]).toEqual([method, path, true]);
      const text = await answer.text();
      return text === '' ? '' : String((JSON.parse(text) as { id: string }).id);
    };
    const create = (userName: string, displayName: string): Promise<string> =>
      send('POST', '/Users', { schemas: [USER], userName, displayName, externalId: `okta-${displayName}` });
    const change = (path: string, ...Operations: readonly object[]): Promise<string> =>
      send('PATCH', path, { schemas: [PATCH], Operations });
    ids.jane = await create('jane@acme.example', 'Jane Roe');
    ids.joe = await create('joe@acme.example', 'Joe Bloggs');
    ids.admins = await send('POST', '/Groups', { schemas: [GROUP], displayName: 'Admins' });
    const staff = await send('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Staff',
      members: [{ value: ids.jane }, { value: ids.joe }],
    });
    expect(staff).not.toBe('');
    await fixture.asLuciq('PUT', `/companies/${COMPANY}/groups/${ids.admins}/mapping`, {
      role: 'admin',
      applications: ['Payments'],
      precedence: 1,
    });
    const members = (op: string, id: string): object =>
      op === 'add' ? { op, path: 'members', value: [{ value: id }] } : { op, path: `members[value eq "${id}"]` };
    await change(`/Groups/${ids.admins}`, members('add', ids.jane));
    await change(`/Groups/${ids.admins}`, members('remove', ids.jane));
    await change(`/Users/${ids.jane}`, { op: 'replace', path: 'active', value: false });
    await change(`/Users/${ids.joe}`, { op: 'replace', path: 'userName', value: 'joe.bloggs@acme.example' });
    await send('DELETE', `/Users/${ids.jane}`);
    ids.rehired = await create('jane@acme.example', 'Jane Doe');
  }

  beforeAll(async () => {
    fixture = await ConsoleFixture.open(executable);
    ({ page } = await fixture.window());
    await playStory(await fixture.registerCompany(COMPANY, OWNER));
    const listed = (await fixture.asLuciq('GET', `/companies/${COMPANY}/tokens`))['tokens'] as { id: string }[];
    await fixture.asLuciq('DELETE', `/companies/${COMPANY}/tokens/${listed[0]?.id ?? ''}`);
    await fixture.signIn(page, COMPANY, OWNER);
  }, TIMEOUT_MS);

  afterAll(() => fixture?.close());

  it(
    'tells the operator who was admin for three minutes, through which group, who put her in, who had mapped it, and by which token',
    async () => {
      const { id, lines } = await audited(ids.jane);
      expect(id).toBe(ids.jane);
      expect(lines.map(({ event, about }) => [event, about[0]?.split(' (')[0] ?? null])).toEqual([
        ['UserProvisioned', null],
        ['GroupMembersAdded', 'group: Staff'],
        ['GroupMembersAdded', 'group: Admins'],
        ['GroupMembersRemoved', 'group: Admins'],
        ['UserDeactivated', null],
        ['UserDeleted', null],
      ]);
      expect(lines[2]).toMatchObject({
        by: expect.stringMatching(/^idp token \S+ "Okta" \(revoked 20.*Z\)$/),
        requestId: expect.stringMatching(/./),
        access: [
          'access: member → admin, Payments',
          expect.stringMatching(
            /because: given to a group of the member "Admins", set 20\S+Z, by service luciq, request \S+$/,
          ),
        ],
      });
      expect(lines[3]?.access[0]).toBe('access: admin, Payments → member');
      expect(lines[4]?.access).toEqual(['access: member → no access (deactivated)']);
    },
    TIMEOUT_MS,
  );

  it(
    'finds every life of a name, the present and the deleted one, and says that it is in use again',
    async () => {
      const { id, lives } = await audited('JANE@acme.example');
      expect(id).toBe(ids.rehired);
      expect(lives.map(({ userId, kind, until }) => [userId, kind, until === null])).toEqual([
        [ids.rehired, 'userName', true],
        [ids.jane, 'userName', false],
      ]);
      expect(await audit('jane@acme.example')).toMatch(/is or was the name of 2 users[^]*deleted/);
      expect(await audit('joe@acme.example')).toMatch(/is a former name of this user[^]*has another name now/);
      expect((await audited('Jane Roe')).id).toBe(ids.jane);
      expect((await audited('okta-Jane Roe')).id).toBe(ids.jane);
    },
    TIMEOUT_MS,
  );

  it(
    'answers an auditor on one page of the console, found by the former name, also of who was deleted',
    async () => {
      await show(page, fixture.at(`/companies/${COMPANY}/members`), 'Members');
      await page.getByLabel('Search').first().fill('jane@acme.example');
      const former = page.getByRole('region', { name: 'Former names' });
      await former.getByText(ids.jane).waitFor();
      const wrong = [...(await checkPage(page, 'former-names'))];
      await former.getByRole('link').first().click();
      const timeline = page.getByRole('list', { name: 'Timeline' });
      await timeline.waitFor();
      const events = await timeline.getByRole('listitem').allInnerTexts();
      expect(events.map((text) => text.split('\n')[0])).toEqual([
        'Deleted',
        'Deactivated, all access ended',
        'Members removed from the group',
        'Members added to the group',
        'Members added to the group',
        'Member created',
      ]);
      expect(events[3]).toMatch(/with the token “Okta” \S+, revoked since/);
      expect(events[3]).toMatch(/Access after\s+Admin, with Payments/);
      expect(events[3]).toMatch(/Because the group Admins is mapped to it since .*, by Luciq’s back end \(luciq\)/);
      wrong.push(...(await checkPage(page, 'history-of-a-deleted-member')));
      await show(page, fixture.at(`/companies/${COMPANY}/tokens`), 'Tokens');
      await page.getByRole('heading', { name: 'Revoked tokens' }).waitFor();
      wrong.push(...(await checkPage(page, 'tokens-revoked')));
      expect(wrong).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps in the activity the name of the time',
    async () => {
      const { entries } = (await fixture.asLuciq('GET', `/companies/${COMPANY}/activity?count=50`)) as {
        entries: { resourceId: string; action: string; target: string | null }[];
      };
      const targets = entries.filter(({ resourceId }) => resourceId === ids.jane).map(({ target }) => target);
      expect(targets.length).toBeGreaterThan(2);
      expect(new Set(targets)).toEqual(new Set(['Jane Roe']));
    },
    TIMEOUT_MS,
  );

  it(
    'pages through the same history by a cursor, and says so of a place that is not there',
    async () => {
      const types: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const query: string = after === '' ? '' : `&after=${after}`;
        const { events, next } = (await fixture.asLuciq(
          'GET',
          `/companies/${COMPANY}/members/${ids.jane}/timeline?count=2${query}`,
        )) as { events: { type: string }[]; next: string | null };
        types.push(...events.map(({ type }) => type));
        after = next;
      }
      expect(types).toEqual((await audited(ids.jane)).lines.map(({ event }) => event).toReversed());
      await expect(
        fixture.asLuciq('GET', `/companies/${COMPANY}/members/${ids.jane}/timeline?after=nowhere`),
      ).rejects.toThrow('place-gone');
    },
    TIMEOUT_MS,
  );
});
