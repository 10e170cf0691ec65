import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Answer, Browser, Json } from '../account-client/index.ts';
import { answerOf, cookieOf, senderHeaders } from '../account-client/index.ts';
import type { TestIdp } from '../saml-idp/index.ts';
import { testIdp } from '../saml-idp/index.ts';

/** Where the product runs: two ways into it, which are one and the same where there is one process. */
export interface AttackTarget {
  /** Origins of two gateways. */
  readonly gateways: readonly [string, string];
  readonly publicUrl: string;
  /** `<name>.<secret>` with the scopes companies and operations. */
  readonly credential: string;
  close(): Promise<void>;
}

interface RequestOptions {
  readonly body?: unknown;
  readonly as?: Browser | null;
  readonly bearer?: string;
  readonly gateway?: 0 | 1;
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Path of the role in a PATCH. */
export const ROLE = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole';

/** The people of an attack, and what each can send. Requests go to the first gateway unless another is named. */
export class People {
  private requests = 0;

  private constructor(
    private readonly target: AttackTarget,
    readonly idp: TestIdp,
    readonly otherIdp: TestIdp,
  ) {}

  static async at(target: AttackTarget): Promise<People> {
    return new People(target, await testIdp(), await testIdp());
  }

  /** Sends a request to the account API: as Luciq unless another bearer or a browser is given, or null for no credential. */
  async api(
    method: string,
    path: string,
    { body, as, bearer = this.target.credential, gateway = 0 }: RequestOptions = {},
  ): Promise<Answer> {
    const headers = {
      ...senderHeaders(as === undefined ? bearer : as),
      'x-forwarded-for': this.nextAddress(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return answerOf(
      await fetch(`${this.target.gateways[gateway]}/account/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  }

  /** Each request is of another address, where that is believed: guesses are counted by address. */
  private nextAddress(): string {
    this.requests += 1;
    return `10.${(this.requests >> 16) & 255}.${(this.requests >> 8) & 255}.${this.requests & 255}`;
  }

  /** The same, for a request that must succeed. */
  async done(
    method: string,
    path: string,
    options: { readonly body?: unknown; readonly as?: Browser | null } = {},
  ): Promise<Json> {
    const { status, json } = await this.api(method, path, options);
    if (status >= 300) expect([method, path, status, json]).toEqual([method, path, 'done', {}]);
    return json;
  }

  /** Which status a session gets at each gateway, each once. */
  async seen(company: string, as: Browser): Promise<number[]> {
    const answers = await Promise.all(
      ([0, 1] as const).map((gateway) => this.api('GET', `/companies/${company}`, { as, gateway })),
    );
    return [...new Set(answers.map(({ status }) => status))];
  }

  async signIn(company: string, name: string, idp: TestIdp = this.idp): Promise<Browser> {
    const base = `${this.target.publicUrl}/saml/${company}`;
    const SAMLResponse = idp.respond({
      acsUrl: `${base}/acs`,
      audience: `${base}/metadata`,
      nameId: `${name}@${company}.example`,
    });
    const answer = await fetch(`${this.target.gateways[0]}/saml/${company}/acs`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ SAMLResponse }),
    });
    return this.browserOf(answer);
  }

  /** The browser that got this answer, with the token against forged requests. */
  async browserOf(answer: { readonly headers: Headers }): Promise<Browser> {
    const cookie = cookieOf(answer);
    const { json } = await this.api('GET', '/session', { as: { cookie, csrf: '' } });
    return { cookie, csrf: String(json['csrf']) };
  }

  /** A browser after an answer that gave it another cookie. */
  after(browser: Browser, answer: Answer): Browser {
    return { ...browser, cookie: cookieOf(answer) || browser.cookie };
  }

  /** A company whose owner signs in, and a token of Luciq for it. */
  async company(id: string): Promise<{ readonly owner: string; readonly token: string }> {
    const { owners } = await this.done('POST', '/companies', {
      body: { id, name: id, applications: [], owner: { userName: `owner@${id}.example` } },
    });
    await this.configure(id, this.idp);
    for (const path of ['saml/enable', 'scim/enable']) await this.done('POST', `/companies/${id}/${path}`);
    return {
      owner: String((owners as Json[])[0]?.['userId']),
      token: String((await this.done('POST', `/companies/${id}/tokens`, { body: {} }))['token']),
    };
  }

  configure(
    id: string,
    { certificate, issuer }: TestIdp,
    { as, entryPoint = 'https://idp.example/sso' }: { readonly as?: Browser; readonly entryPoint?: string } = {},
  ): Promise<Answer> {
    return this.api('PUT', `/companies/${id}/saml`, {
      body: { entryPoint, issuer, certificate },
      ...(as ? { as } : {}),
    });
  }

  async scim(
    token: string,
    method: string,
    path: string,
    { body, gateway = 0 }: { readonly body?: Json; readonly gateway?: 0 | 1 } = {},
  ): Promise<Answer> {
    const init = {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    };
    const response = await fetch(`${this.target.gateways[gateway]}/scim/v2${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === '' ? {} : (JSON.parse(text) as Json) };
  }

  /** A member, answered by id. */
  async member(token: string, userName: string, role?: string): Promise<string> {
    const extension = ROLE.slice(0, ROLE.lastIndexOf(':'));
    const body = {
      schemas: [USER, extension],
      userName,
      ...(role === undefined ? {} : { [extension]: { instabugRole: role } }),
    };
    return String((await this.scim(token, 'POST', '/Users', { body })).json['id']);
  }

  patch(token: string, path: string, ...Operations: readonly Json[]): Promise<Answer> {
    return this.scim(token, 'PATCH', path, { body: { schemas: [PATCH_OP], Operations } });
  }

  async group(token: string, displayName: string, members: readonly string[]): Promise<string> {
    return String(
      (
        await this.scim(token, 'POST', '/Groups', {
          body: { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) },
        })
      ).json['id'],
    );
  }

  async link(company: string, as?: Browser): Promise<string> {
    return String(
      (await this.done('POST', `/companies/${company}/setup-links`, { body: {}, ...(as ? { as } : {}) }))['link'],
    );
  }

  open(link: string): Promise<Answer> {
    return this.api('POST', '/setup-session', { body: { link }, as: null });
  }
}

/** The people of an attack, and its target, which is opened before the first test of a suite and closed after the last. */
export function attackOn<Target extends AttackTarget>(
  open: () => Promise<Target>,
): { readonly people: () => People; readonly target: () => Target } {
  let target: Target;
  let people: People;
  beforeAll(async () => {
    target = await open();
    people = await People.at(target);
  }, 120_000);
  afterAll(() => target.close(), 60_000);
  return { people: () => people, target: () => target };
}
