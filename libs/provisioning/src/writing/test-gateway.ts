import { randomUUID } from 'node:crypto';
import type { CommandContext, UserCommandBase } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { Attributes, Position } from '@luciq/events';
import { LOG_START, parseStream } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { Provisioning } from '../provisioning.ts';
import { provisioning } from '../provisioning.ts';
import type { UserOutcome } from '../users/change-user.ts';
import { ChangeUser } from '../users/change-user.ts';
import { UserStreams } from '../users/user-streams.ts';

/** The company of every test gateway. */
export const ACME = 'acme';

/** Id of the user that a command answered, undefined for a refusal. */
export const idOf = (outcome: UserOutcome): string | undefined =>
  outcome.kind === 'done' ? outcome.user?.id : undefined;

/** Of a command that an identity provider sends; each has an id of its own. */
export const idpContext = (): CommandContext => ({
  companyId: ACME,
  commandId: randomUUID(),
  requestId: 'r',
  actor: { kind: 'idp', id: 'okta' },
  tokenId: null,
  now: '2026-03-01T10:20:30.456Z',
});

/** Positions in memory, for one process. */
class Positions implements AcknowledgedPositions {
  newest: Position = LOG_START;
  async acknowledge(_: string, position: Position): Promise<void> {
    if (position > this.newest) this.newest = position;
  }
  async acknowledged(): Promise<Position> {
    return this.newest;
  }
}

/** A gateway's write side, as a process of its own would have it; for specs. */
export class TestGateway<Store extends EventStore> {
  readonly users: UserStreams;
  readonly positions = new Positions();
  private readonly handler: Provisioning['changeUser'];

  constructor(readonly store: Store) {
    this.users = new UserStreams(store);
    this.handler = provisioning({ store, acknowledgements: this.positions }).changeUser;
  }

  create(userName: string, userId: string = randomUUID(), more: Attributes = {}): Promise<UserOutcome> {
    return this.handler.execute(
      new ChangeUser({
        type: 'ProvisionUser',
        ...this.base(userId),
        attributes: { userName, ...more },
        origin: 'scim',
      }),
    );
  }

  rename(userId: string, userName: string): Promise<UserOutcome> {
    return this.handler.execute(
      new ChangeUser({ type: 'ReplaceUser', ...this.base(userId), attributes: { userName } }),
    );
  }

  renameAdministrator(userId: string, userName: string): Promise<UserOutcome> {
    return this.handler.execute(
      new ChangeUser({ type: 'ReplaceUser', ...this.base(userId, true), attributes: { userName } }),
    );
  }

  remove(userId: string): Promise<UserOutcome> {
    return this.handler.execute(new ChangeUser({ type: 'DeleteUser', ...this.base(userId) }));
  }

  /** Ids of everybody who has the userName, by what the log says. */
  async holders(userName: string): Promise<readonly string[]> {
    const { records } = await this.store.readLog({ after: LOG_START, limit: 1_000, companyId: ACME });
    const streams = new Set(records.map(({ stream }) => stream));
    const held: string[] = [];
    for (const stream of streams) {
      const { id } = parseStream(stream);
      const user = await this.users.byId(ACME, id);
      if (user?.attributes['userName'] === userName) held.push(id);
    }
    return held;
  }

  private base(userId: string, administers = false): UserCommandBase {
    return { context: idpContext(), userId, policy: { applications: [], owners: [], administers } };
  }
}
