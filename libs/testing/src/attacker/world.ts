import { createHash } from 'node:crypto';
import type { Answer, Browser, Json } from '../account-client/index.ts';
import type { Random } from '../fuzz/index.ts';

/** The extension that carries a role over SCIM. */
export const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';

/** The people who take part. Each has an account of that name at the identity provider, with or without a member. */
export const PEOPLE = ['owner', 'admin', 'member', 'leaver', 'stranger'] as const;
export type Person = (typeof PEOPLE)[number];

/** Names that users are given: those of all accounts, and two without an account. */
export const NAMES = [...PEOPLE, 'spare', 'new'] as const;

/** A user as the answers to SCIM told. */
export interface KnownUser {
  readonly userName: string;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
}

/** A session, with what it was opened by. */
export interface KnownSession {
  readonly kind: 'member' | 'setup' | 'operator';
  /** By which lists name it. */
  readonly id: string;
  readonly browser: Browser;
  readonly person: Person;
  /** Null for all but members. */
  readonly userId: string | null;
  readonly role: 'owner' | 'admin' | 'setup' | 'operator';
  /** The link it came of; null for all others. */
  readonly linkId: string | null;
  /** What ended it; null while nothing did. */
  ended: string | null;
}

/** A set-up link, and who issued it: a user, or null for Luciq. */
export interface KnownLink {
  readonly text: string;
  readonly id: string;
  readonly issuer: string | null;
  ended: string | null;
}

/** A token, and who has it. */
export interface KnownToken {
  readonly text: string;
  readonly id: string;
  readonly person: Person;
  ended: string | null;
}

const folded = (name: string): string => name.toLowerCase();

/**
 * What a company's people did, and which rights follow from it: told by their requests and the answers alone, and by none of the
 * product's code. A right is held because a holder gave it, to a name that was the member's at that moment.
 */
export class World {
  readonly users = new Map<string, KnownUser>();
  /** By owner, the name that the ownership was given to, or that was confirmed since. */
  readonly owners = new Map<string, string>();
  /** Names that sign in while a rename waits. */
  readonly held = new Map<string, string>();
  readonly groups: string[] = [];
  readonly sessions: KnownSession[] = [];
  readonly links: KnownLink[] = [];
  readonly tokens: KnownToken[] = [];
  /** True once groups or the defaults may make administrators: who is one is not told by requests alone any more. */
  isLoose = false;
  provider: 'first' | 'second' | 'off' = 'first';

  constructor(readonly company: string) {}

  /** One of the ids that there are of a kind, as paths name it; for a company, this one. */
  some(name: string, random: Random): string {
    const known: Readonly<Record<string, () => readonly string[]>> = {
      userId: () => [...this.users.keys()],
      groupId: () => this.groups,
      tokenId: () => this.tokens.map(({ id }) => id),
      linkId: () => this.links.map(({ id }) => id),
      sessionId: () => this.sessions.map(({ id }) => id),
    };
    return random.some(known[name]?.() ?? [this.company]) || 'nothing';
  }

  /** The name that signs the user in. */
  signInName(userId: string): string | null {
    return this.owners.get(userId) ?? this.held.get(userId) ?? this.users.get(userId)?.userName ?? null;
  }

  /** The right that an account of that name may have as that user. */
  rightOf(userId: string, name: string): 'owner' | 'admin' | null {
    const user = this.users.get(userId);
    const isNamed = folded(this.signInName(userId) ?? '') === folded(name);
    if (!user?.isActive || !(isNamed || this.isUnknown(userId))) return null;
    if (this.owners.has(userId)) return 'owner';
    return user.isAdmin || this.isLoose ? 'admin' : null;
  }

  /** Takes in the answer to a write of a user over SCIM. */
  wrote(answer: Answer): void {
    if (answer.status !== 200 && answer.status !== 201) return;
    const id = String(answer.json['id']);
    const role = ((answer.json[EXTENSION] ?? {}) as Json)['instabugRole'];
    const after: KnownUser = {
      userName: localOf(answer.json['userName']),
      isAdmin: role === 'admin',
      isActive: answer.json['active'] !== false,
    };
    const before = this.users.get(id);
    this.users.set(id, after);
    if (!before) return;
    const mayAdminister = before.isAdmin || this.owners.has(id);
    const isRenamed = folded(before.userName) !== folded(after.userName);
    const held = this.held.get(id);
    if (isRenamed && held === undefined && mayAdminister) this.held.set(id, before.userName);
    else if (held !== undefined && folded(held) === folded(after.userName)) this.held.delete(id);
    if (before.isActive !== after.isActive) this.end('active changed', ({ userId }) => userId === id);
    if (before.isAdmin && !after.isAdmin)
      this.end('demoted', ({ userId, role: was }) => userId === id && was === 'admin');
  }

  deleted(id: string): void {
    this.users.delete(id);
    this.held.delete(id);
    this.end('deleted', ({ userId }) => userId === id);
  }

  granted(id: string): void {
    if (!this.owners.has(id)) this.owners.set(id, this.users.get(id)?.userName ?? '');
  }

  revoked(id: string): void {
    if (!this.owners.delete(id)) return;
    this.end('not an owner', ({ userId, role }) => userId === id && role === 'owner');
    this.endLinks('issuer owns no more', ({ issuer }) => issuer === id);
  }

  confirmed(id: string): void {
    const name = this.users.get(id)?.userName;
    if (name !== undefined && this.owners.has(id)) this.owners.set(id, name);
    // Where nothing waited, the same name goes on.
    if (this.held.delete(id)) this.end('rename confirmed', ({ userId }) => userId === id);
  }

  /** Ends sessions of the company that are open. */
  end(why: string, which: (session: KnownSession) => boolean): void {
    for (const session of this.sessions) if (session.kind !== 'operator' && which(session)) session.ended ??= why;
  }

  /** Ends the session of that id, whosever it is. */
  endOne(sessionId: string, why: string): void {
    for (const session of this.sessions) if (session.id === sessionId) session.ended ??= why;
  }

  /** Ends links, and with them the sessions that came of them. */
  endLinks(why: string, which: (link: KnownLink) => boolean): void {
    const ended = this.links.filter(which);
    for (const link of ended) link.ended ??= why;
    this.end(why, ({ linkId }) => ended.some(({ id }) => id === linkId));
  }

  /** Ends everything that came in through what was trusted before. */
  endEverything(why: string): void {
    this.end(why, () => true);
    for (const link of this.links) link.ended ??= why;
  }

  /** An administrator by a group or by default may have been renamed: the name that signs in is then not told by requests. */
  private isUnknown(userId: string): boolean {
    return this.isLoose && !this.owners.has(userId);
  }
}

/** What stands before the @ of a name, as it was sent. */
export const localOf = (userName: unknown): string => String(userName).split('@', 1)[0] ?? '';

/** By which lists name a session: the beginning of the digest of its secret. */
export const sessionIdOf = ({ cookie }: Browser): string =>
  createHash('sha256')
    .update(cookie.slice(cookie.indexOf('=') + 1))
    .digest('hex')
    .slice(0, 24);
