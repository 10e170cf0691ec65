import type { Fetch } from '../http/index.ts';
import { CORE_USER, isObject, LIST_RESPONSE, LUCIQ_USER, parseJson, SCIM_ERROR, valueAt } from '../http/index.ts';

type User = Readonly<Record<string, unknown>>;
interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
}

/** A way in which the tiny service answers wrongly, for tests of those who judge answers. */
export type Flaw =
  | 'text-integers'
  | 'hides-inactive'
  | 'new-id-on-rehire'
  | 'plain-errors'
  | 'forgets-family-name'
  | 'echoes-password'
  | 'one-short-page';

const KNOWN_ROLES = ['admin', 'adminstrator', 'viewer'];

/** The least SCIM service that Okta would be content with, in memory. It exists to test the kit itself. */
class TinyScim {
  private readonly users = new Map<string, User>();
  private clock = 0;
  constructor(
    private readonly token: string,
    private readonly flaw: Flaw | undefined,
  ) {}

  async answer(call: Call, authorization: string): Promise<Response> {
    if (authorization.replace(/^Bearer /, '') !== this.token) return this.error(401, 'The token is not known.');
    const [, , , kind, id] = call.url.pathname.split('/');
    if (kind === 'Groups') return this.list([], call.url);
    if (id === undefined)
      return call.method === 'POST' ? this.create(call.body) : this.list(this.found(call.url), call.url);
    const user = this.users.get(id);
    if (!user) return this.error(404, 'There is no such user.');
    if (call.method === 'GET') return this.json(200, user);
    return this.change(
      user,
      call.method === 'PUT' ? call.body : valueAt(call.body, 'Operations[0].value'),
      call.method,
    );
  }

  private found(url: URL): readonly User[] {
    const wanted = /^userName eq "(.*)"$/.exec(url.searchParams.get('filter') ?? '')?.[1]?.toLowerCase();
    const visible = [...this.users.values()].filter(
      (user) => this.flaw !== 'hides-inactive' || user['active'] === true,
    );
    return wanted === undefined ? visible : visible.filter((user) => String(user['userName']).toLowerCase() === wanted);
  }

  private create(body: unknown): Response {
    const sent = isObject(body) ? body : {};
    const before = [...this.users.values()].find((user) => user['userName'] === sent['userName']);
    if (before?.['active'] === true) return this.error(409, 'The userName is taken.', 'uniqueness');
    const kept = before && this.flaw !== 'new-id-on-rehire' ? String(before['id']) : String(this.users.size + 1);
    return this.store(kept, sent, 201);
  }

  private change(user: User, value: unknown, method: string): Response {
    const sent = isObject(value) ? value : {};
    const role = valueAt(sent, `["${LUCIQ_USER}"].instabugRole`);
    if (role !== undefined && !KNOWN_ROLES.some((known) => known === role))
      return this.error(400, 'There is no such role.', 'invalidValue');
    const merged = method === 'PUT' ? sent : this.merge(user, sent);
    return this.store(String(user['id']), merged, 200);
  }

  private merge(user: User, sent: User): User {
    const merged = Object.entries(sent).map(([key, value]): readonly [string, unknown] => {
      const before = user[key];
      return [
        key,
        isObject(before) && isObject(value) && this.flaw !== 'forgets-family-name' ? { ...before, ...value } : value,
      ];
    });
    return { ...user, ...Object.fromEntries<unknown>(merged) };
  }

  private store(id: string, sent: User, status: number): Response {
    const { password, meta: _meta, groups: _groups, ...kept } = sent;
    const before = this.users.get(id);
    const location = `http://tiny.test/scim/v2/Users/${id}`;
    const user = { schemas: [CORE_USER], ...kept, ...(this.flaw === 'echoes-password' ? { password } : {}), id };
    const same = JSON.stringify({ ...before, meta: 0 }) === JSON.stringify({ ...user, meta: 0 });
    if (!same) this.clock += 1;
    const stored =
      same && before ? before : { ...user, meta: { resourceType: 'User', location, lastModified: String(this.clock) } };
    this.users.set(id, stored);
    return this.json(status, stored, { location });
  }

  private list(all: readonly User[], url: URL): Response {
    const start = Number(url.searchParams.get('startIndex') ?? 1);
    const count = Number(url.searchParams.get('count') ?? 100);
    const page = all.slice(start - 1, start - 1 + count);
    const Resources = this.flaw === 'one-short-page' && !url.searchParams.has('filter') ? page.slice(0, -1) : page;
    const startIndex = this.flaw === 'text-integers' ? String(start) : start;
    return this.json(200, {
      schemas: [LIST_RESPONSE],
      totalResults: all.length,
      startIndex,
      itemsPerPage: Resources.length,
      Resources,
    });
  }

  private error(status: number, detail: string, scimType?: string): Response {
    if (this.flaw === 'plain-errors')
      return new Response(detail, { status, headers: { 'content-type': 'text/plain' } });
    const challenge: Record<string, string> = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
    return this.json(
      status,
      { schemas: [SCIM_ERROR], status: String(status), detail, ...(scimType ? { scimType } : {}) },
      challenge,
    );
  }

  private json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/scim+json', ...headers },
    });
  }
}

/** A `fetch` behind which a tiny SCIM service answers one token, rightly or with one flaw. Any base URL ending in /scim/v2. */
export function tinyScim({ token, flaw }: { readonly token: string; readonly flaw?: Flaw }): Fetch {
  const service = new TinyScim(token, flaw);
  return (url, { method = 'GET', headers, body }) => {
    const call = { method, url: new URL(url), body: typeof body === 'string' ? parseJson(body) : undefined };
    return service.answer(call, new Headers(headers).get('authorization') ?? '');
  };
}
