import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeOn, engine } from '@luciq/test-engines';
import type { BrowserWindow } from '@luciq/testing/browser';
import {
  button as buttonOf,
  checkPage,
  ConsoleFixture,
  copied as copiedFrom,
  show as showOn,
} from '@luciq/testing/browser';
import { playOkta } from '@luciq/testing/okta-double';
import { startIdpServer, testIdp } from '@luciq/testing/saml-idp';

const COMPANY = 'acme';
const OWNER = 'ada@acme.example';
const APPLICATIONS = ['Payments', 'Search', 'Tracking'];
const SUITE_TIMEOUT_MS = 180_000;
/** More than a page of a group has. */
const MANY_MEMBERS = 130;

const browserHere = await engine('browser');

describeOn(browserHere, 'browser', 'the console in a browser', ({ executable }) => {
  let fixture: ConsoleFixture;
  let admin: BrowserWindow;
  let page: Page;
  let setupLink = '';
  let baseUrl = '';
  let token = '';
  const wrong: string[] = [];

  beforeAll(async () => {
    fixture = await ConsoleFixture.open(executable);
    admin = await fixture.window();
    page = admin.page;
  }, SUITE_TIMEOUT_MS);

  afterAll(() => fixture?.close());

  const at = (path: string): string => fixture.at(path);
  const ofCompany = (path = ''): string => at(`/companies/${COMPANY}${path}`);
  const button = (name: string | RegExp, scope: Page | Locator = page): Locator => buttonOf(scope, name);
  const heading = (name: string | RegExp): Locator =>
    page.getByRole('heading', { name, exact: typeof name === 'string' });
  const show = (path: string, title: string | RegExp): Promise<void> => showOn(page, path, title);
  const copied = (label: string): Promise<string> => copiedFrom(page, label);
  const openStep = async (title: string): Promise<void> => {
    const step = button(new RegExp(`^Step \\d: ${title}`));
    if ((await step.getAttribute('aria-expanded')) === 'false') await step.click();
  };
  const look = async (name: string): Promise<void> => void wrong.push(...(await checkPage(page, name)));

  const asLuciq: ConsoleFixture['asLuciq'] = (...request) => fixture.asLuciq(...request);
  const scim = (method: string, path: string, body?: unknown, authorization = token): Promise<Response> =>
    fixture.scim(authorization, method, path, body);
  const create = async (path: string, body: unknown): Promise<string> => {
    const answer = await scim('POST', path, body);
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { id: string }).id;
  };
  const signIn = (): Promise<void> => fixture.signIn(page, COMPANY, OWNER);

  it(
    'opens the set-up of a new company with its link',
    async () => {
      await asLuciq('POST', '/companies', {
        id: COMPANY,
        name: 'Acme',
        applications: APPLICATIONS,
        owner: { userName: OWNER, displayName: 'Ada Lovelace', email: OWNER },
      });
      setupLink = String((await asLuciq('POST', `/companies/${COMPANY}/setup-links`, { hours: 1 }))['link']);
      await show(setupLink, 'Set up provisioning');
      await look('setup');
      await button('Begin the set-up').click();
      await heading('Set up SCIM').waitFor();
      expect(new URL(page.url()).pathname).toBe(`/console/companies/${COMPANY}`);
      expect(page.url()).not.toContain('#');
      await look('guide-new');
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'opens it once: another browser with the same link is told so',
    async () => {
      const other = await fixture.window();
      await other.page.goto(setupLink);
      await button('Begin the set-up', other.page).click();
      await other.page.getByText('The set-up was not opened').waitFor();
      expect(await other.page.getByRole('alert').innerText()).toMatch(/used/i);
      await other.context.close();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'is refused SCIM before SAML, with a sentence that says what to do first',
    async () => {
      await openStep('Enable SCIM');
      await button('Enable SCIM').click();
      const refusal = page.getByRole('alert').filter({ hasText: 'SCIM was not enabled' });
      await refusal.waitFor();
      expect(await refusal.innerText()).toMatch(/SAML/);
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'configures SAML with the certificate of the identity provider',
    async () => {
      await show(ofCompany('/settings'), 'Settings');
      expect(await copied('Single sign-on URL')).toBe(`${fixture.origin}/saml/${COMPANY}/acs`);
      expect(await copied('Entity ID')).toBe(`${fixture.origin}/saml/${COMPANY}/metadata`);
      await page.getByLabel('Single sign-on URL of your identity provider').fill(fixture.idpServer.entryPoint);
      await page.getByLabel('Issuer of your identity provider').fill(fixture.idp.issuer);
      await page.getByLabel('X.509 certificate').fill('nothing that is a certificate');
      await button('Save SAML').click();
      await page.getByText('SAML was not saved').or(page.locator('[aria-invalid=true]')).first().waitFor();
      await page.getByLabel('X.509 certificate').fill(fixture.idp.certificate);
      await button('Save SAML').click();
      await page.getByText(`SHA-1 ${fixture.idp.fingerprint}`, { exact: false }).waitFor();
      await button('Enable SAML').click();
      await button('Disable SAML').waitFor();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'signs nobody in who is no member, or whose assertion someone else signed',
    async () => {
      fixture.idpServer.signInAs('eve@acme.example');
      await page.goto(at(`/sign-in?company=${COMPANY}`));
      await look('sign-in');
      await button('Continue').click();
      await page.waitForURL(/refused=no-member/);
      await page.getByText('You were not signed in').waitFor();
      await look('sign-in-refused');
      const stranger = await startIdpServer(await testIdp());
      stranger.signInAs(OWNER);
      const answer = await fetch(`${fixture.origin}/saml/${COMPANY}/sign-in`, { redirect: 'manual' });
      const asked = new URL(answer.headers.get('location') ?? '');
      await page.goto(`${stranger.entryPoint}${asked.search}`);
      await page.waitForURL(/refused=wrong-certificate/);
      await stranger.close();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'signs the owner in with a signed assertion, and ends the set-up session with it',
    async () => {
      const before = await admin.context.cookies();
      await signIn();
      await button(/Ada Lovelace/)
        .first()
        .waitFor();
      const after = await admin.context.cookies();
      const session = (cookies: typeof after): string | undefined =>
        cookies.find(({ name }) => name.endsWith('luciq_session'))?.value;
      expect(session(after)).not.toBe(session(before));
      expect(after.find(({ name }) => name.endsWith('luciq_session'))).toMatchObject({
        httpOnly: true,
        sameSite: 'Lax',
        path: '/',
      });
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'gives the SCIM basic URL and a token to copy, and enables SCIM',
    async () => {
      await show(ofCompany(), 'Set up SCIM');
      await openStep('Copy the SCIM basic URL and a token');
      baseUrl = await copied('SCIM basic URL');
      expect(baseUrl).toBe(`${fixture.origin}/scim/v2`);
      await button('Issue a token').click();
      token = await copied('Authentication Token');
      expect(token).toMatch(/^[\w-]+\.[\w-]{32,}$/);
      await look('guide-token');
      await openStep('Enable SCIM');
      await button('Enable SCIM').click();
      await button('Pause provisioning').waitFor();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'ticks its check list while Okta plays against what was copied',
    async () => {
      const play = await playOkta({
        base: baseUrl,
        token,
        dialect: 'oin',
        run: 'console',
        applications: APPLICATIONS.slice(0, 2),
      });
      expect(play.checks.filter(({ passed }) => !passed)).toEqual([]);
      // Nobody loads the page again: it looks by itself.
      await page.locator('.live-checks li[data-done=true]').nth(8).waitFor();
      expect(await page.locator('.live-checks li[data-done=false]').count()).toBe(0);
      await look('guide-done');
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'lists members, and shows one with access, reasons and a timeline',
    async () => {
      await show(ofCompany('/members'), 'Members');
      await page.getByText(OWNER).first().waitFor();
      await look('members');
      await page.getByRole('searchbox').or(page.getByLabel('Search')).first().fill('test.oin.console');
      await page.getByText(OWNER).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: /User/ }).first().click();
      const timeline = page.getByRole('list', { name: 'Timeline' });
      await timeline.waitFor();
      const events = await timeline.getByRole('listitem').allInnerTexts();
      expect(events.length).toBeGreaterThan(5);
      expect(events.some((text) => /Deactivated/i.test(text))).toBe(true);
      expect(events.at(-1)).toMatch(/created|joined|provisioned|added/i);
      await look('member');
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'shows a member what a mapping would change before it is saved, and that comes to be',
    async () => {
      const userName = 'grace@acme.example';
      const member = await create('/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName,
        displayName: 'Grace Hopper',
        active: true,
      });
      const group = await create('/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Engineers',
        members: [{ value: member }],
      });
      await show(ofCompany('/groups'), 'Groups');
      await page.getByText('Engineers').first().waitFor();
      await look('groups');
      await show(ofCompany(`/groups/${group}`), 'Engineers');
      await page.getByRole('combobox', { name: 'Role' }).selectOption('admin');
      await page
        .getByRole('combobox', { name: 'Applications' })
        .or(page.getByPlaceholder('Choose applications'))
        .first()
        .click();
      await page.getByRole('option', { name: 'Tracking' }).click();
      await page.keyboard.press('Escape');
      await button('Preview the change').click();
      const preview = page.getByRole('group', { name: 'Preview of the change' });
      await preview.waitFor();
      const shown = await preview.innerText();
      expect(shown).toMatch(/Grace Hopper/);
      expect(shown).toMatch(/Tracking/);
      await look('group-preview');
      const before = await asLuciq('GET', `/companies/${COMPANY}/members/${member}`);
      expect(before).toMatchObject({ role: { value: 'member' }, applications: [] });
      await button('Save the mapping').click();
      await preview.waitFor({ state: 'detached' });
      await show(ofCompany(`/members/${member}`), 'Grace Hopper');
      await page.getByText('Tracking').first().waitFor();
      await page
        .getByText(/Engineers/)
        .first()
        .waitFor();
      const after = await asLuciq('GET', `/companies/${COMPANY}/members/${member}`);
      expect(after).toMatchObject({
        role: { value: 'admin', because: { source: 'group-mapping', groupId: group } },
        applications: [{ name: 'Tracking' }],
      });
      await look('member-mapped');
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'shows an owner a rename of an administrator that waits, and lets the new name sign in once it is confirmed',
    async () => {
      const found = (await (
        await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "grace@acme.example"')}`)
      ).json()) as { Resources: { id: string }[] };
      const id = found.Resources[0]?.id ?? '';
      const rename = async (userName: string): Promise<void> => {
        const patch = {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: 'userName', value: userName }],
        };
        expect((await scim('PATCH', `/Users/${id}`, patch)).status).toBe(200);
      };
      await rename('grace.h@acme.example');
      await show(ofCompany('/members'), 'Members');
      await heading('Renames to confirm').waitFor();
      await page.getByText('Signs in as grace@acme.example.').waitFor();
      await look('members-rename');
      await button('Confirm the rename to grace.h@acme.example').click();
      await button('Confirm the new name', page.getByRole('dialog')).click();
      await heading('Renames to confirm').waitFor({ state: 'detached' });
      await rename('grace@acme.example');
      await asLuciq('POST', `/companies/${COMPANY}/renames/${id}/confirm`, { userName: 'grace@acme.example' });
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'shows all members of a large group, a page at a time',
    async () => {
      const names = Array.from(
        { length: MANY_MEMBERS },
        (_, index) => `many${String(index).padStart(3, '0')}@acme.example`,
      );
      const operations = names.map((userName, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `u${index}`,
        data: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName },
      }));
      expect(
        (
          await scim('POST', '/Bulk', {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
            Operations: operations,
          })
        ).status,
      ).toBe(200);
      const users = (await (
        await scim('GET', `/Users?filter=userName%20sw%20%22many%22&count=${MANY_MEMBERS}`)
      ).json()) as { Resources: readonly { id: string }[] };
      const group = await create('/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Everybody',
        members: users.Resources.map(({ id }) => ({ value: id })),
      });
      await show(ofCompany(`/groups/${group}`), 'Everybody');
      await page.getByText(`100 of ${MANY_MEMBERS} members.`).waitFor();
      expect(await page.getByText('many129@acme.example').count()).toBe(0);
      await look('group-members');
      await button('Load more members').click();
      await page.getByText('That is everybody in this group.').waitFor();
      await page.getByText('many129@acme.example').first().waitFor();
      await page.getByText(`${MANY_MEMBERS} members.`, { exact: true }).waitFor();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'holds Okta back while provisioning is paused, says so, and goes on when it is resumed',
    async () => {
      await show(ofCompany(), 'Set up SCIM');
      await button('Pause provisioning').click();
      await page.getByText('Provisioning is paused').first().waitFor();
      await look('guide-paused');
      const body = {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'held.back@acme.example',
        active: true,
      };
      const held = await scim('POST', '/Users', body);
      expect([held.status, held.headers.get('retry-after')]).toEqual([429, '3600']);
      expect((await scim('GET', '/Users?startIndex=1&count=2')).status).toBe(200);
      await show(ofCompany('/activity?outcome=held-back'), 'Activity');
      await page.getByText('429').first().waitFor();
      await show(ofCompany('/activity'), 'Activity');
      await page.getByRole('table', { name: 'Activity' }).waitFor();
      await button(/^Details of: .*Grace Hopper/)
        .first()
        .click();
      await page
        .getByText(/UserProvisioned|GroupMembersAdded|created/i)
        .first()
        .waitFor();
      await look('activity');
      await show(ofCompany(), 'Set up SCIM');
      await button('Resume provisioning').click();
      await button('Pause provisioning').waitFor();
      await create('/Users', body);
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'rotates a token with both alive, and revokes the old one',
    async () => {
      await show(ofCompany('/tokens'), 'Tokens');
      await button(/^Rotate /)
        .first()
        .click();
      await page.getByLabel('Label').fill('Okta, new');
      await button('Issue the token').click();
      const fresh = await copied('Authentication Token');
      await look('token-new');
      await button('I have copied it').click();
      await page.getByText('2 tokens are alive').waitFor();
      for (const each of [token, fresh])
        expect((await scim('GET', '/Users?startIndex=1&count=1', undefined, each)).status).toBe(200);
      await look('tokens');
      await button(`Revoke Okta, ending in ${token.slice(-4)}`).click();
      await button('Revoke', page.getByRole('dialog')).click();
      await page.getByText('2 tokens are alive').waitFor({ state: 'detached' });
      expect((await scim('GET', '/Users?startIndex=1&count=1', undefined, token)).status).toBe(401);
      expect((await scim('GET', '/Users?startIndex=1&count=1', undefined, fresh)).status).toBe(200);
      for (const path of ['/tokens', '/activity']) {
        await show(ofCompany(path), path === '/tokens' ? 'Tokens' : 'Activity');
        await page.getByText(/refused because of/).waitFor();
        await look(`refused${path.replace('/', '-')}`);
      }
      await page.getByRole('link', { name: 'See which tokens' }).click();
      await page.getByText(`Token that begins with ${token.split('.')[0]?.replace('Bearer ', '')}`).waitFor();
      token = fresh;
      await show(ofCompany('/settings'), 'Settings');
      await look('settings');
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'lets an administrator use it by keyboard alone: the guide opens and folds, and pages are reached',
    async () => {
      await show(ofCompany(), 'Set up SCIM');
      const step = button(/: Let Okta decide roles/);
      await step.focus();
      await page.keyboard.press('Enter');
      expect(await step.getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('Enter');
      expect(await step.getAttribute('aria-expanded')).toBe('false');
      const members = page.getByRole('link', { name: 'Members', exact: true }).first();
      await members.focus();
      await page.keyboard.press('Enter');
      await heading('Members').waitFor();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'shows operators pumps and companies, and nothing of that to anybody else',
    async () => {
      const status = async (path: string): Promise<number> =>
        (await page.request.get(`${fixture.origin}/account/v1${path}`)).status();
      expect([
        await status('/session'),
        await status('/operations'),
        await status('/companies'),
        await status('/companies/demo'),
      ]).toEqual([200, 403, 403, 404]);
      const night = await fixture.window();
      page = night.page;
      await show(at('/operator'), 'Sign in as an operator');
      await look('operator');
      await page.getByLabel('Credential').fill(fixture.operator);
      await button('Sign in').click();
      await heading('Companies').waitFor();
      await page.getByRole('link', { name: 'Demo company' }).waitFor();
      await look('companies');
      await show(at('/operations'), 'Operations');
      await look('operations');
      await page.goto(at('/nowhere'));
      await look('not-found');
      expect(night.complaints).toEqual([]);
      await night.context.close();
      page = admin.page;
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'throws a member out at once when the identity provider deactivates them',
    async () => {
      const grace = await fixture.window();
      page = grace.page;
      fixture.idpServer.signInAs('grace@acme.example');
      await page.goto(at(`/sign-in?company=${COMPANY}`));
      await button('Continue').click();
      await heading('Set up SCIM').waitFor();
      const found = (await (
        await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "grace@acme.example"')}`)
      ).json()) as { Resources: { id: string }[] };
      const id = found.Resources[0]?.id ?? '';
      const patch = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', value: { active: false } }],
      };
      expect((await scim('PATCH', `/Users/${id}`, patch)).status).toBe(200);
      await page.goto(ofCompany('/members'));
      await page.waitForURL(/sign-in/);
      await button('Continue').click();
      await page.waitForURL(/refused=deactivated/);
      await grace.context.close();
      page = admin.page;
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'signs out from the menu that is on every page, and keeps nothing on the screen',
    async () => {
      const leaving = await fixture.window();
      page = leaving.page;
      await signIn();
      for (const [path, title] of [
        ['/members', 'Members'],
        ['/groups', 'Groups'],
        ['/activity', 'Activity'],
        ['/tokens', 'Tokens'],
        ['/settings', 'Settings'],
      ] as const) {
        await show(ofCompany(path), title);
        expect(await button(/^Account: /).isVisible()).toBe(true);
      }
      await show(ofCompany('/members'), 'Members');
      await page.getByText(OWNER).first().waitFor();
      await button(/^Account: /).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.waitForURL(/sign-in/);
      expect(await page.content()).not.toContain(OWNER);
      await page.goBack();
      await page.waitForURL(/sign-in/);
      expect(await page.content()).not.toContain(OWNER);
      await leaving.context.close();
      page = admin.page;
    },
    SUITE_TIMEOUT_MS,
  );

  it('has no page with a serious finding of axe, or wider than a phone', () => {
    expect(wrong).toEqual([]);
  });

  it('breaks no script, and asks for nothing that its own policy forbids', () => {
    expect(admin.complaints).toEqual([]);
  });
});
