import type { Answer, Browser, Json, People } from '../console-attacks/index.ts';
import type { Random } from '../fuzz/index.ts';
import { World } from './world.ts';
import type { KnownLink, KnownSession, Person } from './world.ts';

/** What somebody needs who is answered 2xx: the right of an owner, of an administrator, or either of them or a set-up link. */
export type Needed = 'owner' | 'admin' | 'setup' | 'owner-or-setup';

/** Who asked last. Luciq, who may do everything, has neither session nor user. */
export interface Asker {
  readonly session: KnownSession | null;
  readonly person: Person;
  readonly userId: string | null;
}

/** Somebody had a right that nobody with it gave. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** /Me (RFC 7644 section 3.11) is not there, by design. */
const NOT_IMPLEMENTED = 501;

/** Requests kept for the report of a violation. */
const KEPT_REQUESTS = 40;

/** As often does somebody try what is over, and Luciq do what others cannot. */
const CHANCE_OF_ENDED = 0.3;
const CHANCE_OF_LUCIQ = 0.15;

/** One company under attack: what was asked last, and whether each answer was somebody's right. Throws Violation for one that was not. */
export class Attack {
  asker: Asker = { session: null, person: 'stranger', userId: null };
  private readonly requests: string[] = [];
  private lastToken = '';

  private constructor(
    readonly world: World,
    readonly random: Random,
    private readonly people: People,
  ) {}

  /** A company of an owner, two administrators of whom one has left, a member, and a token that a stranger has got hold of. */
  static async on(company: string, random: Random, people: People): Promise<Attack> {
    const attack = new Attack(new World(company), random, people);
    const { owner, token } = await people.company(company);
    attack.world.users.set(owner, { userName: 'owner', isAdmin: false, isActive: true });
    attack.world.granted(owner);
    attack.world.tokens.push({ id: token.split('.', 1)[0] ?? '', text: token, person: 'stranger', ended: null });
    for (const [name, role] of [['admin', 'admin'], ['member', 'viewer'], ['leaver', 'admin']] as const) {
      const id = await people.member(token, `${name}@${company}.example`, role);
      attack.world.users.set(id, { userName: name, isAdmin: role === 'admin', isActive: true });
      if (name === 'leaver') attack.world.wrote(await people.patch(token, `/Users/${id}`, { op: 'replace', path: 'active', value: false }));
    }
    return attack;
  }

  /** Says what was asked, the newest last. */
  get trace(): string {
    return this.requests.join('\n');
  }

  /** Asks SCIM by one of the tokens, of which some are over. */
  async scim(method: string, path: string, body?: Json): Promise<Answer> {
    const wanted = this.random.chance(CHANCE_OF_ENDED / 3) ? this.world.tokens.filter(({ ended }) => ended !== null) : this.world.tokens.filter(({ ended }) => ended === null);
    const token = wanted[this.random.below(Math.max(1, wanted.length))];
    this.lastToken = token?.text ?? '';
    const answer = await this.people.scim(token?.text ?? 'none.none', method, path, body ? { body } : {});
    this.note(`${token?.person ?? 'nobody'} by token${token?.ended ? `, ${token.ended},` : ''}`, method, path, answer, body);
    if (answer.status !== 401 && (token?.ended ?? null) !== null) throw new Violation(`a token is answered that is ${token?.ended ?? ''}`);
    return answer;
  }

  /** A user as it is now, by the token that was used last. */
  told(id: string): Promise<Answer> {
    return this.people.scim(this.lastToken, 'GET', `/Users/${id}`);
  }

  /** Asks the account API about the company, by one of the sessions or as Luciq. */
  async account(needed: Needed, method: string, path: string, body?: Json): Promise<Answer> {
    this.asker = this.someone();
    return this.judged(needed, method, `/companies/${this.world.company}${path}`, body);
  }

  /** Somebody with a session asks what only Luciq and operators may. */
  async outside(): Promise<void> {
    const [method, path] = this.random.pick<[string, string]>([
      ['GET', '/companies'], ['POST', '/companies'], ['GET', '/operations'], ['POST', '/operations/rebuild'], ['GET', '/operator-sessions'], ['GET', '/companies/demo'],
    ]);
    this.asker = this.someone();
    if (this.asker.session) await this.judged('nobody', method, path, method === 'POST' ? { id: 'taken', name: 'Taken', applications: [] } : undefined);
  }

  /** A person's account signs in; the session may have only what somebody gave to an account of that name. */
  async signIn(person: Person): Promise<void> {
    const { provider, company } = this.world;
    const browser = await this.people.signIn(company, person, provider === 'second' ? this.people.otherIdp : this.people.idp);
    if (browser.cookie === '') return;
    const seen = await this.people.api('GET', '/session', { as: browser });
    const { id, role } = (seen.json['member'] ?? {}) as { readonly id?: string; readonly role?: 'owner' | 'admin' };
    this.note(person, 'signs in', `as ${id ?? 'nobody'} ${role ?? ''}`, seen);
    if (seen.status !== 200 || id === undefined || role === undefined) return;
    const right = this.world.rightOf(id, person);
    if (right === null || (role === 'owner' && right !== 'owner')) throw new Violation(`the account ${person} signs in as ${role} ${id}, and nobody gave it that`);
    this.world.sessions.push({ kind: 'member', browser, person, userId: id, role, linkId: null, ended: null });
  }

  /** Somebody opens a set-up link, which may be over. */
  async openLink(link: KnownLink): Promise<void> {
    const answer = await this.people.open(link.text);
    this.note('somebody', 'opens', `link ${link.id}`, answer);
    if (answer.status !== 201) return;
    if (link.ended !== null) throw new Violation(`a link opens the set-up that is over: ${link.ended}`);
    link.ended = 'used';
    const browser = await this.people.browserOf(answer);
    this.world.sessions.push({ kind: 'setup', browser, person: 'stranger', userId: null, role: 'setup', linkId: link.id, ended: null });
  }

  /** The identity provider is replaced, or switched off and set up again by Luciq. */
  async replaceProvider(): Promise<void> {
    const { world, random, people } = this;
    if (world.provider === 'off') return this.setUpAgain();
    if (random.chance(0.8)) {
      const next = world.provider === 'first' ? people.otherIdp : people.idp;
      const body = { entryPoint: 'https://idp.example/sso', issuer: next.issuer, certificate: next.certificate };
      if ((await this.account('owner-or-setup', 'PUT', '/saml', body)).status !== 200) return;
      world.provider = world.provider === 'first' ? 'second' : 'first';
      world.endEverything('provider replaced');
      return;
    }
    if ((await this.account('setup', 'POST', '/scim/disable')).status !== 200) return;
    for (const token of world.tokens) token.ended ??= 'SCIM disabled';
    if ((await this.account('owner-or-setup', 'POST', '/saml/disable')).status !== 200) return;
    world.provider = 'off';
    world.endEverything('SAML disabled');
  }

  /** A session is left by its own wish. */
  async leave(): Promise<void> {
    this.asker = this.someone();
    const { session } = this.asker;
    if (session && (await this.judged('nobody-loses', 'DELETE', '/session')).status < 300) session.ended ??= 'left';
  }

  private async setUpAgain(): Promise<void> {
    const { world, people } = this;
    await people.configure(world.company, people.idp);
    for (const path of ['saml/enable', 'scim/enable']) await people.api('POST', `/companies/${world.company}/${path}`);
    const { json } = await people.api('POST', `/companies/${world.company}/tokens`, { body: {} });
    for (const link of world.links) link.ended ??= 'SAML enabled';
    world.tokens.push({ id: String(json['id']), text: String(json['token']), person: 'stranger', ended: null });
    world.provider = 'first';
  }

  private someone(): Asker {
    const { random, world } = this;
    if (random.chance(CHANCE_OF_LUCIQ)) return { session: null, person: 'stranger', userId: null };
    const wanted = world.sessions.filter(({ ended }) => (ended !== null) === random.chance(CHANCE_OF_ENDED));
    const from = wanted.length > 0 ? wanted : world.sessions;
    const session = from[random.below(Math.max(1, from.length))];
    return session ? { session, person: session.person, userId: session.userId } : { session: null, person: 'stranger', userId: null };
  }

  private async judged(needed: Needed | 'nobody' | 'nobody-loses', method: string, path: string, body?: Json): Promise<Answer> {
    const { session } = this.asker;
    const as: { as?: Browser } = session ? { as: session.browser } : {};
    const answer = await this.people.api(method, path, { ...(body ? { body } : {}), ...as });
    const who = session ? `${session.person} (${session.role} ${session.userId ?? session.linkId ?? ''}${session.ended === null ? '' : `, ${session.ended}`})` : 'Luciq';
    this.note(who, method, path, answer, body);
    if (!session || answer.status >= 300) return answer;
    if (session.ended !== null && needed !== 'nobody-loses') throw new Violation(`a session is answered that is over: ${session.ended}`);
    if (!this.mayDo(needed, session)) throw new Violation(`${who} did what takes ${needed}`);
    return answer;
  }

  private mayDo(needed: Needed | 'nobody' | 'nobody-loses', session: KnownSession): boolean {
    if (needed === 'nobody-loses') return true;
    if (session.kind === 'setup') return needed === 'setup' || needed === 'owner-or-setup';
    const right = this.world.rightOf(session.userId ?? '', session.person);
    if (needed === 'nobody' || right === null) return false;
    return right === 'owner' || needed === 'admin' || needed === 'setup';
  }

  private note(who: string, method: string, path: string, { status, json }: Answer, body?: Json): void {
    const why = json['kind'] ?? json['scimType'];
    this.requests.push(`${who}: ${method} ${path} ${body ? JSON.stringify(body).slice(0, 300) : ''} -> ${status} ${typeof why === 'string' ? why : ''}`);
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift();
    if (status >= 500 && status !== NOT_IMPLEMENTED) throw new Violation(`an answer is ${status}`);
  }
}
