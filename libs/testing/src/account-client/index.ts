import { createHash } from 'node:crypto';

/** JSON of an answer. */
export type Json = Record<string, unknown>;

/** What came back; `json` is empty for no body, and for one that is no JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
}

/** A browser that is signed in. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}

/** Who sends: a credential or token `<name>.<secret>`, a browser, or null for none. */
export type Sender = string | Browser | null;

/** An entry of LUCIQ_ACCOUNT_CREDENTIALS; scopes are joined with a plus. */
export const credentialEntry = (name: string, scopes: string, secret: string): string =>
  `${name}:${scopes}:${createHash('sha256').update(secret).digest('hex')}`;

/** Reads an answer. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, json: isJson ? (JSON.parse(text) as Json) : {} };
}

/** Status and kind of an answer. */
export const kindOf = ({ status, json }: Answer): unknown[] => [status, json['kind']];

/** The cookie that an answer sets, as it is sent back; empty for none. */
export const cookieOf = ({ headers }: { readonly headers: Headers }): string =>
  (headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';

/** Headers by which a request is known to be of its sender. */
export function senderHeaders(sender: Sender): Record<string, string> {
  if (sender === null) return {};
  return typeof sender === 'string'
    ? { authorization: `Bearer ${sender}` }
    : { cookie: sender.cookie, 'x-csrf-token': sender.csrf };
}

/** Requests to a gateway, as programs, browsers and identity providers send them. */
export interface AccountClient {
  /** Asks the account API; the path is that below `/account/v1`. As the client's credential unless another sender is given. */
  readonly api: (method: string, path: string, body?: unknown, as?: Sender) => Promise<Answer>;
  /** The same with a body that is sent as it is. */
  readonly send: (method: string, path: string, body?: string | Buffer, as?: Sender) => Promise<Answer>;
  /** Asks SCIM; the path is that below `/scim/v2`. */
  readonly scim: (token: string, method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Posts a SAMLResponse as a browser does that comes from an identity provider. */
  readonly postAssertion: (companyId: string, samlResponse: string) => Promise<Response>;
  /** The browser that an answer has signed in. */
  readonly browserOf: (answer: { readonly headers: Headers }) => Promise<Browser>;
  /** Enables SAML with an identity provider and then SCIM of a registered company, and answers a token of it. Throws where a step is refused. */
  readonly connect: (
    companyId: string,
    idp: { readonly issuer: string; readonly certificate: string },
    label?: string,
  ) => Promise<string>;
  /** What an identity provider knows of Luciq for a company. */
  readonly serviceProvider: (companyId: string) => { readonly acsUrl: string; readonly audience: string };
}

/** A client of a gateway; `origin` may be known only once that listens. */
export function accountClient(origin: () => string, credential: string): AccountClient {
  const send: AccountClient['send'] = async (method, path, body, as = credential) => {
    const headers = { ...senderHeaders(as), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    return answerOf(
      await fetch(`${origin()}/account/v1${path}`, { method, headers, ...(body === undefined ? {} : { body }) }),
    );
  };
  const api: AccountClient['api'] = (method, path, body, as) =>
    send(method, path, body === undefined ? undefined : JSON.stringify(body), as);
  const serviceProvider: AccountClient['serviceProvider'] = (companyId) => {
    const base = `${origin()}/saml/${companyId}`;
    return { acsUrl: `${base}/acs`, audience: `${base}/metadata` };
  };
  const done = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const { status, json } = await api(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} is answered ${status}: ${JSON.stringify(json)}`);
    return json;
  };
  return {
    api,
    send,
    connect: async (companyId, { issuer, certificate }, label) => {
      const of = `/companies/${companyId}`;
      await done('PUT', `${of}/saml`, { entryPoint: 'https://idp.example/sso', issuer, certificate });
      await done('POST', `${of}/saml/enable`);
      await done('POST', `${of}/scim/enable`);
      return String((await done('POST', `${of}/tokens`, label === undefined ? {} : { label }))['token']);
    },
    scim: async (token, method, path, body) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
      return answerOf(
        await fetch(`${origin()}/scim/v2${path}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    },
    postAssertion: (companyId, SAMLResponse) =>
      fetch(serviceProvider(companyId).acsUrl, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ SAMLResponse }),
      }),
    browserOf: async (answer) => {
      const cookie = cookieOf(answer);
      const { json } = await api('GET', '/session', undefined, { cookie, csrf: '' });
      return { cookie, csrf: String(json['csrf']) };
    },
    serviceProvider,
  };
}
