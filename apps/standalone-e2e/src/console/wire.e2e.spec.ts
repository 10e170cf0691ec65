import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeOn, engine } from '@luciq/test-engines';
import type { BrowserWindow } from '@luciq/testing/browser';
import { button, checkPage, ConsoleFixture, show } from '@luciq/testing/browser';

const COMPANY = 'acme';
const OWNER = 'ada@acme.example';
const SUITE_TIMEOUT_MS = 180_000;
/** All that the first page loads, as it is sent. */
const MAX_FIRST_PAGE_BYTES = 250_000;

const BUILT = 'apps/console/dist/assets';
const built = (end: string): string =>
  readdirSync(BUILT)
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(`${BUILT}/${name}`, 'utf8'))
    .join('\n');

describe('the build of the console', () => {
  it('has the styles of every component that a page uses', () => {
    const classes = (text: string): Set<string> => new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g));
    const styled = classes(built('.css'));
    const used = classes(built('.js'));
    expect(used.size).toBeGreaterThan(100);
    expect([...used].filter((name) => !styled.has(name))).toEqual([]);
  });
});

const browserHere = await engine('browser');

describeOn(browserHere, 'browser', 'the console on a slow or broken line', ({ executable }) => {
  let fixture: ConsoleFixture;
  let admin: BrowserWindow;
  let page: Page;

  beforeAll(async () => {
    fixture = await ConsoleFixture.open(executable);
    await fixture.registerCompany(COMPANY, OWNER);
    admin = await fixture.window();
    page = admin.page;
  }, SUITE_TIMEOUT_MS);

  afterAll(() => fixture?.close());

  const ofCompany = (path: string): string => fixture.at(`/companies/${COMPANY}${path}`);

  it('is sent in the best content coding that the browser takes', async () => {
    const text = await (await fetch(fixture.at('/sign-in'))).text();
    const [, script = ''] = /src="([^"]+\/assets\/[^"]+\.js)"/.exec(text) ?? [];
    const answers = await Promise.all(
      ['br, gzip', 'gzip;q=1, br;q=0', 'identity', 'zstd'].map(async (accepted) => {
        const answer = await fetch(`${fixture.origin}${script}`, { headers: { 'accept-encoding': accepted } });
        return [answer.headers.get('content-encoding'), answer.headers.get('vary'), (await answer.text()).length];
      }),
    );
    const { length } = readFileSync(`apps/console/dist${script.replace('/console', '')}`, 'utf8');
    expect(answers).toEqual([
      ['br', 'accept-encoding', length],
      ['gzip', 'accept-encoding', length],
      [null, 'accept-encoding', length],
      [null, 'accept-encoding', length],
    ]);
    expect((await fetch(`${fixture.origin}${script}.br`)).status).toBe(404);
  });

  it('has beside each file its codings, which unpack to the same', () => {
    const names = readdirSync(BUILT);
    const packed = names.filter((name) => name.endsWith('.br'));
    expect(packed.length).toBeGreaterThan(10);
    for (const name of packed) {
      const plain = name.slice(0, -'.br'.length);
      const content = readFileSync(`${BUILT}/${plain}`);
      expect(brotliDecompressSync(readFileSync(`${BUILT}/${name}`)).equals(content)).toBe(true);
      expect(gunzipSync(readFileSync(`${BUILT}/${plain}.gz`)).equals(content)).toBe(true);
    }
  });

  it(
    'sends at most 250 KB for the first page, and shows a word before any script is there',
    async () => {
      const session = await admin.context.newCDPSession(page);
      await session.send('Network.enable');
      let bytes = 0;
      session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
      await page.route(
        '**/assets/index-*.js',
        async (route) => {
          await page.getByText('Luciq provisioning is opening').waitFor();
          await route.continue();
        },
        { times: 1 },
      );
      await fixture.signIn(page, COMPANY, OWNER);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(MAX_FIRST_PAGE_BYTES);
      await session.detach();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'says that Luciq does not answer, on a page not visited before, too, and goes on once it does',
    async () => {
      await show(page, ofCompany('/members'), 'Members');
      await admin.context.setOffline(true);
      await page.getByRole('link', { name: 'Groups', exact: true }).click();
      await page.getByText('Luciq did not answer. Check your connection').waitFor();
      await page.goBack();
      await page.getByText('Luciq does not answer').waitFor();
      expect(await page.getByRole('status').filter({ hasText: 'does not answer' }).innerText()).toMatch(/is from .*\d/);
      expect(await checkPage(page, 'no-connection')).toEqual([]);
      await admin.context.setOffline(false);
      await page.getByText('Luciq does not answer').waitFor({ state: 'detached' });
      await page.getByRole('heading', { name: 'Members', exact: true }).waitFor();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'loads itself again, once, where a newer build took a page away',
    async () => {
      await show(page, ofCompany(''), 'Set up SCIM');
      let asked = 0;
      const gone = (from: string): Promise<unknown> =>
        page.route(from, (route) => {
          asked += 1;
          return asked === 1 ? route.fulfill({ status: 404, body: '' }) : route.continue();
        });
      await gone('**/assets/tokens-page-*.js');
      await page.getByRole('link', { name: 'Tokens', exact: true }).click();
      await page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
      expect(asked).toBe(2);
      await page.route('**/assets/activity-page-*.js', (route) => route.fulfill({ status: 404, body: '' }));
      await page.getByRole('link', { name: 'Activity', exact: true }).click();
      await page.getByText('This page stopped').waitFor();
      await page.unrouteAll();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'keeps what was typed when the session ends, until the same person is back',
    async () => {
      await show(page, ofCompany('/settings'), 'Settings');
      const issuer = page.getByLabel('Issuer of your identity provider');
      await issuer.fill('https://issuer.example/typed');
      await admin.context.clearCookies();
      await button(page, 'Save SAML').click();
      await page.getByRole('heading', { name: 'Your session ended' }).waitFor();
      expect(await checkPage(page, 'session-ended')).toEqual([]);
      fixture.idpServer.signInAs(OWNER);
      const [other] = await Promise.all([
        admin.context.waitForEvent('page'),
        page.getByRole('link', { name: 'Sign in again' }).click(),
      ]);
      await other.getByRole('heading', { name: 'Set up SCIM', exact: true }).waitFor();
      await other.close();
      await page.bringToFront();
      await button(page, 'Go on here').click();
      await page.getByText('Your session ended').waitFor({ state: 'detached' });
      expect(await issuer.inputValue()).toBe('https://issuer.example/typed');
      await button(page, 'Save SAML').click();
      await page.getByText('Saved').first().waitFor();
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'comes back from the sign-in to the page that was asked for, with its filters',
    async () => {
      const { page: stranger } = await fixture.window();
      fixture.idpServer.signInAs(OWNER);
      await stranger.goto(ofCompany('/members?q=ada'));
      await button(stranger, 'Continue').click();
      await stranger.getByRole('heading', { name: 'Members', exact: true }).waitFor();
      expect(new URL(stranger.url()).search).toBe('?q=ada');
      // From the browser's history: the callback address itself, and an answer that was used.
      for (const path of [`/saml/${COMPANY}/acs`, `/console/sign-in?company=${COMPANY}&refused=replayed`]) {
        await stranger.goto(`${fixture.origin}${path}`);
        await stranger.getByRole('heading', { name: 'Set up SCIM', exact: true }).waitFor();
      }
      await stranger.context().clearCookies();
      await stranger.goto(`${fixture.origin}/saml/${COMPANY}/acs`);
      await button(stranger, 'Continue').waitFor();
      await stranger.goto(fixture.at(`/sign-in?company=${COMPANY}&refused=replayed`));
      await stranger.getByText('This sign-in was used before').waitFor();
    },
    SUITE_TIMEOUT_MS,
  );
});
