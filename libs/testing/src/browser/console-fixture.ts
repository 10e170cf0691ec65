import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RunningServer } from '../processes/index.ts';
import { startServer } from '../processes/index.ts';
import type { IdpServer, TestIdp } from '../saml-idp/index.ts';
import { startIdpServer, testIdp } from '../saml-idp/index.ts';
import type { BrowserWindow } from './browser.ts';
import { launchBrowser, openWindow } from './browser.ts';

/** JSON of an answer. */
export type JsonObject = Record<string, unknown>;

/** A credential of the account API, and its entry in the settings. */
export interface ConsoleCredential {
  readonly text: string;
  readonly entry: string;
}

function credential(name: string, scope: string): ConsoleCredential {
  const secret = randomBytes(32).toString('base64url');
  return { text: `${name}.${secret}`, entry: `${name}:${scope}:${createHash('sha256').update(secret).digest('hex')}` };
}

interface Parts {
  readonly folder: string;
  readonly server: RunningServer;
  readonly idp: TestIdp;
  readonly idpServer: IdpServer;
  readonly browser: Browser;
  readonly luciq: ConsoleCredential;
  readonly operator: ConsoleCredential;
}

/** The standalone product as a process, with an identity provider and a browser beside it. */
export class ConsoleFixture {
  readonly windows: BrowserWindow[] = [];

  private constructor(private readonly parts: Parts) {}

  static async open(executable: string): Promise<ConsoleFixture> {
    const folder = mkdtempSync(join(tmpdir(), 'luciq-console-'));
    const [luciq, operator] = [credential('luciq', 'companies'), credential('night-watch', 'operations')];
    const settings = {
      PORT: '0',
      LUCIQ_DATA_DIR: folder,
      LUCIQ_ACCOUNT_CREDENTIALS: `${luciq.entry},${operator.entry}`,
    };
    const [server, idp, browser] = await Promise.all([
      startServer('standalone', settings),
      testIdp(),
      launchBrowser(executable),
    ]);
    return new ConsoleFixture({ folder, server, idp, idpServer: await startIdpServer(idp), browser, luciq, operator });
  }

  get idp(): TestIdp {
    return this.parts.idp;
  }

  get idpServer(): IdpServer {
    return this.parts.idpServer;
  }

  /** The data folder of the product. */
  get folder(): string {
    return this.parts.folder;
  }

  get browser(): Browser {
    return this.parts.browser;
  }

  /** With the scope operations. */
  get operator(): string {
    return this.parts.operator.text;
  }

  get origin(): string {
    return this.parts.server.origin;
  }

  async close(): Promise<void> {
    const { browser, folder, idpServer, server } = this.parts;
    await browser.close();
    await idpServer.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  /** A window without a session. */
  async window(): Promise<BrowserWindow> {
    const opened = await openWindow(this.browser);
    this.windows.push(opened);
    return opened;
  }

  /** Address of a page of the console. */
  at(path: string): string {
    return `${this.origin}/console${path}`;
  }

  /** Sends a request to the account API as Luciq's back end. Throws for a refusal. */
  async asLuciq(method: string, path: string, body?: unknown): Promise<JsonObject> {
    const answer = await fetch(`${this.origin}/account/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.parts.luciq.text}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as JsonObject;
  }

  /** Registers a company that has done its set-up with the identity provider beside it; answers with a token, as its header is sent. */
  async registerCompany(id: string, owner: string): Promise<string> {
    const { idp, idpServer } = this.parts;
    await this.asLuciq('POST', '/companies', {
      id,
      name: 'Acme',
      applications: ['Payments'],
      owner: { userName: owner, displayName: 'Ada Lovelace', email: owner },
    });
    const { entryPoint } = idpServer;
    const { certificate, issuer } = idp;
    await this.asLuciq('PUT', `/companies/${id}/saml`, { entryPoint, issuer, certificate });
    for (const path of ['saml/enable', 'scim/enable']) await this.asLuciq('POST', `/companies/${id}/${path}`);
    return `Bearer ${String((await this.asLuciq('POST', `/companies/${id}/tokens`, { label: 'Okta' }))['token'])}`;
  }

  /** Sends a SCIM request with a token. */
  scim(authorization: string, method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.origin}/scim/v2${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Signs a user in by the form, and waits for the company's first page. */
  async signIn(page: Page, company: string, userName: string): Promise<void> {
    this.idpServer.signInAs(userName);
    await page.goto(this.at(`/sign-in?company=${company}`));
    await button(page, 'Continue').click();
    await page.waitForURL(`**/console/companies/${company}`);
    await page.getByRole('heading', { name: 'Set up SCIM', exact: true }).waitFor();
  }
}

/** A button by its whole name, or by a part of it. */
export const button = (scope: Page | Locator, name: string | RegExp): Locator =>
  scope.getByRole('button', { name, exact: typeof name === 'string' });

/** Goes to a page of the console, and waits until everything of it is there. */
export async function show(page: Page, address: string, title: string | RegExp): Promise<void> {
  await page.goto(address);
  await page
    .getByRole('heading', { name: title, exact: typeof title === 'string' })
    .first()
    .waitFor();
  await page.getByText(/^Loading/).waitFor({ state: 'detached' });
}

/** Presses the copy button of a field, and reads the clipboard. */
export async function copied(page: Page, label: string): Promise<string> {
  await page.bringToFront();
  await button(page, `Copy ${label}`).click();
  await button(page, `${label} copied`).waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}
