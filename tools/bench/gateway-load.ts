import { randomUUID } from 'node:crypto';
import type { LoadRequest, LoadResult } from './closed-loop.ts';
import { closedLoop } from './closed-loop.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Requests on their way at once. */
export const CLIENTS = 16;

/** A SCIM server under load; `cpuSeconds` is the processor time that its process has taken so far. */
export interface LoadedServer {
  readonly scimBaseUrl: string;
  readonly token: string;
  cpuSeconds(): number;
}

/** One case as it went, and the processor time of the server for each request, in milliseconds. */
export interface CaseResult extends LoadResult {
  readonly cpuMs: number;
}

/** The cases, in the order in which they are measured. */
export const CASES = ['create', 'get', 'look-up', 'PUT cycle', 'group PATCH'] as const;
export type Case = (typeof CASES)[number];

interface Person {
  readonly id: string;
  readonly userName: string;
}

const profile = (userName: string, n: number, given = `Given${n}`): Record<string, unknown> => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  name: { givenName: given, familyName: `Family${n % 997}` },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: `${given} Family${n % 997}`,
  externalId: `00u${n}`,
  active: true,
});

/** Asks a SCIM server what Okta asks, by many clients, and remembers whom it made. */
export class GatewayLoad {
  private readonly people: Person[] = [];
  private readonly run = randomUUID().slice(0, 8);
  private made = 0;
  private groupId = '';

  constructor(private readonly server: LoadedServer) {}

  /** Runs one case for so many seconds. */
  async measure(which: Case, seconds: number): Promise<CaseResult> {
    const { origin, pathname } = new URL(this.server.scimBaseUrl);
    const next = this.requests(which, pathname);
    if (which === 'group PATCH' && this.groupId === '') await this.makeGroup();
    const before = this.server.cpuSeconds();
    const result = await closedLoop({
      origin,
      token: this.server.token,
      connections: which === 'group PATCH' ? 1 : CLIENTS,
      seconds,
      next,
      ...(which === 'create' ? { onAnswer: (body: string) => void this.people.push(JSON.parse(body) as Person) } : {}),
    });
    return { ...result, cpuMs: ((this.server.cpuSeconds() - before) * 1_000) / Math.max(1, result.answers) };
  }

  private requests(which: Case, path: string): (n: number) => LoadRequest {
    const any = (n: number): Person =>
      this.people[(n * 7_919) % this.people.length] ?? { id: 'none', userName: 'none' };
    const users = `${path}/Users`;
    switch (which) {
      case 'create':
        return () => {
          this.made += 1;
          const body = profile(`${this.run}.${this.made}@example.com`, this.made);
          return { method: 'POST', path: users, body, expect: 201 };
        };
      case 'get':
        return (n) => ({ method: 'GET', path: `${users}/${any(n).id}`, expect: 200 });
      case 'look-up':
        return (n) => ({
          method: 'GET',
          path: `${users}?filter=${encodeURIComponent(`userName eq "${any(n).userName}"`)}`,
          expect: 200,
        });
      case 'PUT cycle':
        // A GET and a PUT of the same user in turn, as Okta sends them: each connection sees both.
        return (n) => {
          const { id, userName } = any(n >> 1);
          return n % 2 === 0
            ? { method: 'GET', path: `${users}/${id}`, expect: 200 }
            : {
                method: 'PUT',
                path: `${users}/${id}`,
                body: profile(userName, n, `Given${this.run}${n}`),
                expect: 200,
              };
        };
      case 'group PATCH':
        return (n) => {
          const { id } = any(n >> 1);
          const operation =
            n % 2 === 0
              ? { op: 'add', path: 'members', value: [{ value: id }] }
              : { op: 'remove', path: `members[value eq "${id}"]` };
          const body = { schemas: [PATCH_OP], Operations: [operation] };
          return { method: 'PATCH', path: `${path}/Groups/${this.groupId}`, body, expect: 204 };
        };
    }
  }

  private async makeGroup(): Promise<void> {
    const response = await fetch(`${this.server.scimBaseUrl}/Groups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.server.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: `Bench ${this.run}`,
        members: this.people.slice(0, 1_000).map(({ id }) => ({ value: id })),
      }),
    });
    this.groupId = ((await response.json()) as { readonly id: string }).id;
  }
}
