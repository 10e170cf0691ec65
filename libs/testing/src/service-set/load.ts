import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../fuzz/index.ts';

/** A member as the answers of the service say it must be now. */
export interface AnsweredMember {
  readonly userName: string;
  readonly title: string;
  readonly active: boolean;
}

/** How a client repeats what was not answered, in milliseconds; Okta waits longer. */
const REPEAT_AFTER_MS = 100;

/** How long the same request is repeated at most, in milliseconds: an engine that was stopped has to come back by then. */
export const REPEAT_FOR_MS = 120_000;

/** Where to send, as whom, and how much at once. */
export interface LoadOptions {
  readonly scimBaseUrls: readonly string[];
  readonly token: string;
  readonly seed: number;
  readonly clients: number;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly id?: string;
    readonly Resources?: readonly { readonly id: string }[];
    readonly detail?: string;
  };
}

/**
 * Clients that create, change, deactivate and reactivate members as identity providers do, each its own members, and repeat
 * what was answered 429 or not at all until it is answered. What was answered is what must be found afterwards.
 */
export class ProvisioningLoad {
  readonly members = new Map<string, AnsweredMember>();
  /** Answers that no client may get, by status. */
  readonly wrong: string[] = [];
  answers = 0;
  private readonly options: LoadOptions;
  private readonly stopping = new AbortController();
  private readonly clients: readonly Promise<void>[];

  constructor(options: LoadOptions) {
    this.options = options;
    this.clients = Array.from({ length: options.clients }, (_, index) => this.client(index));
  }

  /** Lets every client finish the request in hand. Throws where one was never answered. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.clients);
  }

  private async client(index: number): Promise<void> {
    const random = new Random(this.options.seed * 1_000 + index);
    const own: string[] = [];
    for (let n = 0; !this.stopping.signal.aborted; n += 1) {
      const id = own[random.below(own.length * 2 + 1)];
      const member = id === undefined ? undefined : this.members.get(id);
      if (id === undefined || !member)
        own.push(
          await this.create({
            userName: `s${this.options.seed}.c${index}.n${n}@x.example`,
            title: `t${n}`,
            active: true,
          }),
        );
      else
        await this.change(
          id,
          random.below(3) === 0 ? { ...member, active: !member.active } : { ...member, title: `t${n}` },
        );
    }
  }

  private async create(member: AnsweredMember): Promise<string> {
    const { status, body } = await this.answered('POST', '/Users', member);
    const id = status === 409 ? await this.link(member.userName) : body.id;
    if (id === undefined) throw new Error(`nobody of this name after ${status}`);
    // A repeated create is linked to and given its profile, as Okta does.
    if (status === 409) await this.answered('PUT', `/Users/${id}`, member);
    this.members.set(id, member);
    return id;
  }

  private async change(id: string, member: AnsweredMember): Promise<void> {
    await this.answered('PUT', `/Users/${id}`, member);
    this.members.set(id, member);
  }

  private async link(userName: string): Promise<string | undefined> {
    const { body } = await this.answered('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
    return body.Resources?.[0]?.id;
  }

  /** Sends until there is an answer other than 429. */
  private async answered(method: string, path: string, sent?: object): Promise<Answer> {
    const deadline = Date.now() + REPEAT_FOR_MS;
    for (let turn = 0; Date.now() < deadline; turn += 1) {
      const answer = await this.send(turn, method, path, sent).catch(() => null);
      if (answer && answer.status !== 429) {
        this.answers += 1;
        if (![200, 201, 409].includes(answer.status))
          this.wrong.push(`${method} ${answer.status} ${answer.body.detail ?? ''}`);
        return answer;
      }
      await delay(REPEAT_AFTER_MS);
    }
    throw new Error(`${method} was not answered for ${REPEAT_FOR_MS} ms`);
  }

  private async send(turn: number, method: string, path: string, sent?: object): Promise<Answer> {
    const { scimBaseUrls, token } = this.options;
    const base = scimBaseUrls[turn % scimBaseUrls.length] ?? '';
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(sent === undefined
        ? {}
        : { body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...sent }) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
}
