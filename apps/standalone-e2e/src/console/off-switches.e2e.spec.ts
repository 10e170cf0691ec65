import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeOn, engine } from '@luciq/test-engines';
import type { BrowserWindow } from '@luciq/testing/browser';
import { button, checkPage, ConsoleFixture, copied, show } from '@luciq/testing/browser';

const COMPANY = 'acme';
const OWNER = 'ada@acme.example';
const ADMIN = 'grace@acme.example';
const SUITE_TIMEOUT_MS = 180_000;
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const browserHere = await engine('browser');

describeOn(browserHere, 'browser', 'the off switches of the console in a browser', ({ executable }) => {
  let fixture: ConsoleFixture;
  let owner: BrowserWindow;
  let admin: BrowserWindow;
  let token = '';
  let graceId = '';
  let handedOver = '';
  const wrong: string[] = [];

  beforeAll(async () => {
    fixture = await ConsoleFixture.open(executable);
    token = await fixture.registerCompany(COMPANY, OWNER);
    const grace = {
      schemas: [USER, EXTENSION],
      userName: ADMIN,
      displayName: 'Grace Hopper',
      [EXTENSION]: { instabugRole: 'admin' },
    };
    graceId = ((await (await fixture.scim(token, 'POST', '/Users', grace)).json()) as { id: string }).id;
    [owner, admin] = [await fixture.window(), await fixture.window()];
  }, SUITE_TIMEOUT_MS);

  afterAll(() => fixture?.close());

  const ofCompany = (path: string): string => fixture.at(`/companies/${COMPANY}${path}`);
  const row = (page: Page, list: string, text: string | RegExp): Locator =>
    page.getByRole('table', { name: list }).getByRole('row').filter({ hasText: text }).first();
  const look = async (page: Page, name: string): Promise<void> => void wrong.push(...(await checkPage(page, name)));

  it(
    'hands the token of an admin over, and it goes on when the admin leaves',
    async () => {
      const { page } = admin;
      await fixture.signIn(page, COMPANY, ADMIN);
      await show(page, ofCompany('/tokens'), 'Tokens');
      await button(page, 'Issue a token').first().click();
      await page.getByLabel('Label').fill('Okta, by Grace');
      await button(page, 'Issue the token').click();
      handedOver = `Bearer ${(await copied(page, 'Authentication Token')).replace(/^Bearer /, '')}`;
      await button(page, 'I have copied it').click();
      const handOver = /^Hand over Okta, by Grace/;
      // Nobody hands over a token of his own.
      await row(page, 'Tokens', 'Okta, by Grace').waitFor();
      expect(await button(page, handOver).count()).toBe(0);

      await fixture.signIn(owner.page, COMPANY, OWNER);
      await show(owner.page, ofCompany('/tokens'), 'Tokens');
      await owner.page.getByText('or when grace@acme.example leaves').waitFor();
      await look(owner.page, 'tokens-hand-over');
      await button(owner.page, handOver).click();
      const dialog = owner.page.getByRole('dialog');
      await dialog.getByText('It goes on when grace@acme.example leaves.', { exact: false }).waitFor();
      await look(owner.page, 'hand-over');
      await button(dialog, 'Hand over').click();
      await dialog.waitFor({ state: 'detached' });
      await owner.page.getByText('or when grace@acme.example leaves').waitFor({ state: 'detached' });
      expect(await button(owner.page, handOver).count()).toBe(0);

      const active = (value: boolean): Promise<Response> =>
        fixture.scim(token, 'PATCH', `/Users/${graceId}`, {
          schemas: [PATCH_OP],
          Operations: [{ op: 'replace', path: 'active', value }],
        });
      expect((await active(false)).status).toBe(200);
      expect((await fixture.scim(handedOver, 'GET', '/Users?count=1')).status).toBe(200);
      await active(true);
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'withdraws a set-up link that was opened, which throws out anyone who opened it, and one that was not',
    async () => {
      const { page } = owner;
      await show(page, ofCompany('/settings'), 'Settings');
      await button(page, 'Issue a set-up link').click();
      const opened = await copied(page, 'Set-up link');
      await row(page, 'Set-up links', 'Open').waitFor();
      const other = await fixture.window();
      await show(other.page, opened, 'Set up provisioning');
      await button(other.page, 'Begin the set-up').click();
      await other.page.getByRole('heading', { name: 'Set up SCIM', exact: true }).waitFor();
      await show(page, ofCompany('/settings'), 'Settings');
      await row(page, 'Set-up links', 'Used').waitFor();
      await row(page, 'Sessions', 'Someone with a set-up link').waitFor();
      await button(page, 'Issue a set-up link').click();
      const unopened = await copied(page, 'Set-up link');
      await row(page, 'Set-up links', 'Open').waitFor();
      await look(page, 'settings-links');
      for (const state of ['Open', 'Used']) {
        await button(row(page, 'Set-up links', state), /^Withdraw the link/).click();
        await row(page, 'Set-up links', state).waitFor({ state: 'detached' });
      }
      expect(await page.getByRole('table', { name: 'Set-up links' }).getByText('Withdrawn').count()).toBe(2);
      await other.page.goto(ofCompany('/settings'));
      await other.page.waitForURL(/sign-in/);
      await show(other.page, unopened, 'Set up provisioning');
      await button(other.page, 'Begin the set-up').click();
      await other.page.getByText('The set-up was not opened').waitFor();
      await other.context.close();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'shows who signed in and who was refused, with what came; and an owner alone who changed what',
    async () => {
      const stranger = await fixture.window();
      fixture.idpServer.signInAs('eve@acme.example');
      await stranger.page.goto(fixture.at(`/sign-in?company=${COMPANY}`));
      await button(stranger.page, 'Continue').click();
      await stranger.page.waitForURL(/refused=no-member/);
      await stranger.context.close();

      const { page } = owner;
      await show(page, ofCompany('/settings'), 'Settings');
      await row(page, 'Sign-ins', 'Sign-in refused').waitFor();
      await row(page, 'Sign-ins', ADMIN).waitFor();
      expect(await row(page, 'Sign-ins', 'Sign-in refused').innerText()).toContain('no member has that user name');
      expect(await row(page, 'Changes', 'Became an owner of the company').innerText()).toContain(OWNER);
      expect(await row(page, 'Changes', 'Token issued').innerText()).toContain('Okta, by Grace');
      for (const [what, who] of [
        ['Token handed over', OWNER],
        ['Token issued', ADMIN],
        ['Set-up link withdrawn', OWNER],
        ['SAML enabled', 'back end'],
      ] as const) {
        expect(await row(page, 'Changes', what).innerText()).toContain(who);
      }
      await look(page, 'settings-security');
      await button(row(page, 'Sign-ins', 'Sign-in refused'), 'What came').click();
      const values = page.getByRole('table', { name: 'What came, and what was expected' });
      expect(await values.innerText()).toContain('eve@acme.example');
      expect(await values.innerText()).toContain(`/saml/${COMPANY}/acs`);
      await page.getByText('No member has this Name ID').waitFor();
      await look(page, 'what-came');
      await page.keyboard.press('Escape');
      await values.waitFor({ state: 'detached' });

      await fixture.signIn(admin.page, COMPANY, ADMIN);
      await show(admin.page, ofCompany('/settings'), 'Settings');
      await admin.page.getByRole('heading', { name: 'Owners', exact: true }).waitFor();
      await row(admin.page, 'Sign-ins', 'Sign-in refused').waitFor();
      for (const section of ['Changes', 'Signed in', 'Set-up link'])
        expect(await admin.page.getByRole('heading', { name: section, exact: true }).count()).toBe(0);
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'signs everybody out, the one who asks included, and lets them sign in again',
    async () => {
      const { page } = owner;
      await show(page, ofCompany('/settings'), 'Settings');
      await row(page, 'Sessions', ADMIN).waitFor();
      await button(page, 'Sign everybody out').click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await look(page, 'sign-everybody-out');
      await button(dialog, 'Sign everybody out').click();
      await page.waitForURL(/sign-in/);
      await admin.page.goto(ofCompany('/members'));
      await admin.page.waitForURL(/sign-in/);
      expect((await fixture.scim(token, 'GET', '/Users?count=1')).status).toBe(200);
      await fixture.signIn(page, COMPANY, OWNER);
      await show(page, ofCompany('/settings'), 'Settings');
      expect(await row(page, 'Changes', 'Sessions ended').innerText()).toContain(OWNER);
    },
    SUITE_TIMEOUT_MS,
  );

  it('has no page with a serious finding of axe, or wider than a phone, and breaks no script', () => {
    expect(wrong).toEqual([]);
    expect(fixture.windows.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
