import type { Answer, Browser, Json } from '../account-client/index.ts';
import type { People } from '../console-attacks/index.ts';
import type { Random } from '../fuzz/index.ts';
import type { KnownLink, KnownSession, Person } from './world.ts';
import { sessionIdOf, World } from './world.ts';

/**
 * What the sender needs to be answered 2xx: the right of an owner, of an administrator, either of them or a set-up link, a session that is good, or nothing.
 * Operators may do everything; `nobody` means that only they may.
 */
export type Needed = 'owner' | 'admin' | 'setup' | 'owner-or-setup' | 'session' | 'anything' | 'nobody';

/** Sends something on a route of the account API, by one of the sessions or as Luciq; ids that are not given are some that there are. */
export type Send = (ids?: Readonly<Record<string, string>>, body?: Json) => Promise<Answer>;

/** A route of the account API, `<method> <path>` as its description names it. */
export interface Route {
  readonly route: string;
  readonly needed: Needed;
  /** Of 1,000 steps. */
  readonly weight: number;
  readonly step: (send: Send, attack: Attack) => Promise<unknown>;
}

/** Which routes were tried, and whether one of the answers was 2xx. */
export type RouteLog = Map<string, boolean>;

/** Who sent the last request. Luciq, who may do everything, has neither session nor user. */
export interface Asker {
  readonly session: KnownSession | null;
  readonly person: Person;
  readonly userId: string | null;
}

const LUCIQ: Asker = { session: null, person: 'stranger', userId: null };

/** A right that no one who had it gave. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** /Me (RFC 7644 section 3.11) is not there, by design. */
const NOT_IMPLEMENTED = 501;

/** Requests kept for the report of a violation. */
const KEPT_REQUESTS = 40;

/** How often an ended session or link is tried, and how often Luciq does what others cannot. */
const CHANCE_OF_ENDED = 0.3;
const CHANCE_OF_LUCIQ = 0.15;
/** How often a session is tried on another company. */
const CHANCE_OF_ANOTHER = 0.03;
const ANOTHER = 'demo';

/** One company under attack: the last requests, and whether each answer was within the sender's rights. Throws Violation for one that was not. */
export class Attack {
  asker: Asker = LUCIQ;
  /** True while only Luciq sends requests, so that everything is done. */
  isLuciqAlone = false;
  private readonly requests: string[] = [];
  private lastToken = '';

  private constructor(
    readonly world: World,
    readonly random: Random,
    readonly people: People,
    private readonly routes: RouteLog,
  ) {}

  /** A company of an owner, two administrators of whom one has left, a member, and a token that a stranger has got hold of. */
  static async on(
    company: string,
    { random, people, routes }: { readonly random: Random; readonly people: People; readonly routes: RouteLog },
  ): Promise<Attack> {
    const attack = new Attack(new World(company), random, people, routes);
    const { owner, token } = await people.company(company);
    attack.world.users.set(owner, { userName: 'owner', isAdmin: false, isActive: true });
    attack.world.granted(owner);
    attack.world.tokens.push({ id: token.split('.', 1)[0] ?? '', text: token, person: 'stranger', ended: null });
    for (const [name, role] of [
      ['admin', 'admin'],
      ['member', 'viewer'],
      ['leaver', 'admin'],
    ] as const) {
      const id = await people.member(token, `${name}@${company}.example`, role);
      attack.world.users.set(id, { userName: name, isAdmin: role === 'admin', isActive: true });
      if (name === 'leaver')
        attack.world.wrote(await people.patch(token, `/Users/${id}`, { op: 'replace', path: 'active', value: false }));
    }
    return attack;
  }

  /** The last requests, the newest last. */
  get trace(): string {
    return this.requests.join('\n');
  }

  /** Asks SCIM by one of the tokens, of which some are over. */
  async scim(method: string, path: string, body?: Json): Promise<Answer> {
    const wanted = this.random.chance(CHANCE_OF_ENDED / 3)
      ? this.world.tokens.filter(({ ended }) => ended !== null)
      : this.world.tokens.filter(({ ended }) => ended === null);
    const token = wanted[this.random.below(Math.max(1, wanted.length))];
    this.lastToken = token?.text ?? '';
    const answer = await this.people.scim(token?.text ?? 'none.none', method, path, body ? { body } : {});
    this.record(
      `${token?.person ?? 'nobody'} by token${token?.ended ? `, ${token.ended},` : ''}`,
      method,
      path,
      answer,
      body,
    );
    if (answer.status !== 401 && (token?.ended ?? null) !== null)
      throw new Violation(`a token is answered that is ${token?.ended ?? ''}`);
    return answer;
  }

  /** A user as it is now, by the token that was used last. */
  told(id: string): Promise<Answer> {
    return this.people.scim(this.lastToken, 'GET', `/Users/${id}`);
  }

  /** Sends what there is to send on a route of the account API. */
  async ask({ route, needed, step }: Route): Promise<void> {
    const [method = '', template = ''] = route.split(' ');
    const send: Send = async (ids = {}, body) => {
      this.asker = this.someone(needed);
      const isElsewhere =
        this.asker.session !== null &&
        this.asker.session.kind !== 'operator' &&
        template.includes('{companyId}') &&
        this.random.chance(CHANCE_OF_ANOTHER);
      const known: Readonly<Record<string, string>> = { ...ids, ...(isElsewhere ? { companyId: ANOTHER } : {}) };
      const path = template.replaceAll(
        /\{(\w+)\}/g,
        (_, name: string) => known[name] || this.world.some(name, this.random),
      );
      const answer = await this.judged(isElsewhere ? 'nobody' : needed, method, path, body);
      this.tick(route, answer.status);
      return answer;
    };
    await step(send, this);
  }

  /** Whether a route was ever answered 2xx, in this company or one before. */
  isDone(route: string): boolean {
    return this.routes.get(route) ?? false;
  }

  /** Ends the attack: an answer went beyond what was given. */
  violated(message: string): never {
    throw new Violation(message);
  }

  /** A person's account signs in; the session may have only what was given to an account of that name. */
  async signIn(person: Person): Promise<void> {
    const { provider, company } = this.world;
    const browser = await this.people.signIn(
      company,
      person,
      provider === 'second' ? this.people.otherIdp : this.people.idp,
    );
    if (browser.cookie === '') return;
    const seen = await this.people.api('GET', '/session', { as: browser });
    const { id, role } = (seen.json['member'] ?? {}) as { readonly id?: string; readonly role?: 'owner' | 'admin' };
    this.record(person, 'signs in', `as ${id ?? 'nobody'} ${role ?? ''}`, seen);
    if (seen.status !== 200 || id === undefined || role === undefined) return;
    const right = this.world.rightOf(id, person);
    if (right === null || (role === 'owner' && right !== 'owner'))
      throw new Violation(`the account ${person} signs in as ${role} ${id}, and nobody gave it that`);
    this.world.sessions.push({
      kind: 'member',
      id: sessionIdOf(browser),
      browser,
      person,
      userId: id,
      role,
      linkId: null,
      ended: null,
    });
  }

  /** Opens a set-up link, which may have ended. */
  async openLink(link: KnownLink): Promise<void> {
    const answer = await this.people.open(link.text);
    this.record('someone', 'opens', `link ${link.id}`, answer);
    this.tick('POST /setup-session', answer.status);
    if (answer.status !== 201) return;
    if (link.ended !== null) throw new Violation(`a link opens the set-up that is over: ${link.ended}`);
    link.ended = 'used';
    const browser = await this.people.browserOf(answer);
    this.world.sessions.push({
      kind: 'setup',
      id: sessionIdOf(browser),
      browser,
      person: 'stranger',
      userId: null,
      role: 'setup',
      linkId: link.id,
      ended: null,
    });
  }

  /** Signs in as an operator: as Luciq, or with a secret that is for something else. */
  async openOperatorSession(secret: string | null): Promise<void> {
    const answer = await this.people.api('POST', '/operator-session', secret === null ? {} : { bearer: secret });
    this.record(secret === null ? 'Luciq' : 'someone with a token or link', 'POST', '/operator-session', answer);
    this.tick('POST /operator-session', answer.status);
    if (answer.status !== 201) return;
    if (secret !== null) throw new Violation('a secret of a company makes an operator');
    const browser = await this.people.browserOf(answer);
    this.world.sessions.push({
      kind: 'operator',
      id: sessionIdOf(browser),
      browser,
      person: 'stranger',
      userId: null,
      role: 'operator',
      linkId: null,
      ended: null,
    });
  }

  /** Luciq sets the company up again, with a token, after SCIM or SAML were disabled. */
  async setUpAgain(): Promise<void> {
    const { world, people } = this;
    if (world.provider === 'off') {
      await people.configure(world.company, people.idp);
      await people.api('POST', `/companies/${world.company}/saml/enable`);
      for (const link of world.links) link.ended ??= 'SAML enabled';
      world.provider = 'first';
    }
    await people.api('POST', `/companies/${world.company}/scim/enable`);
    const { json } = await people.api('POST', `/companies/${world.company}/tokens`, { body: {} });
    world.tokens.push({ id: String(json['id']), text: String(json['token']), person: 'stranger', ended: null });
  }

  private someone(needed: Needed): Asker {
    const { random, world } = this;
    const mustBeSession = needed === 'session' || needed === 'anything';
    if (!mustBeSession && (this.isLuciqAlone || random.chance(CHANCE_OF_LUCIQ))) return LUCIQ;
    const isEnded = !this.isLuciqAlone && random.chance(CHANCE_OF_ENDED);
    const wanted = world.sessions.filter(({ ended }) => (ended !== null) === isEnded);
    const from = wanted.length > 0 ? wanted : world.sessions;
    const session = from[random.below(Math.max(1, from.length))];
    return session ? { session, person: session.person, userId: session.userId } : LUCIQ;
  }

  private async judged(needed: Needed, method: string, path: string, body?: Json): Promise<Answer> {
    const { session } = this.asker;
    const as: { as?: Browser } = session ? { as: session.browser } : {};
    const answer = await this.people.api(method, path, { ...(body ? { body } : {}), ...as });
    const who = session
      ? `${session.person} (${session.role} ${session.userId ?? session.linkId ?? ''}${session.ended === null ? '' : `, ${session.ended}`})`
      : 'Luciq';
    this.record(who, method, path, answer, body);
    if (!session || answer.status >= 300) return answer;
    if (session.ended !== null && needed !== 'anything')
      throw new Violation(`a session is answered that is over: ${session.ended}`);
    if (!this.mayDo(needed, session)) throw new Violation(`${who} did what takes ${needed}`);
    return answer;
  }

  private mayDo(needed: Needed, session: KnownSession): boolean {
    if (needed === 'anything' || session.kind === 'operator') return true;
    if (session.kind === 'setup') return needed === 'setup' || needed === 'owner-or-setup' || needed === 'session';
    const right = this.world.rightOf(session.userId ?? '', session.person);
    if (needed === 'nobody' || right === null) return false;
    return right === 'owner' || needed === 'admin' || needed === 'setup' || needed === 'session';
  }

  private tick(route: string, status: number): void {
    this.routes.set(route, (this.routes.get(route) ?? false) || (status >= 200 && status < 300));
  }

  private record(who: string, method: string, path: string, { status, json }: Answer, body?: Json): void {
    const why = json['kind'] ?? json['scimType'];
    this.requests.push(
      `${who}: ${method} ${path} ${body ? JSON.stringify(body).slice(0, 300) : ''} -> ${status} ${typeof why === 'string' ? why : ''}`,
    );
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift();
    if (status >= 500 && status !== NOT_IMPLEMENTED) throw new Violation(`an answer is ${status}`);
  }
}
