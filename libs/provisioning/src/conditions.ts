import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { GroupCommand } from '@luciq/domain';
import type { UserCommand } from '@luciq/domain';
import { GroupCommandHandler } from './groups.ts';
import type { GroupOutcome } from './groups.ts';
import { UserCommandHandler } from './users.ts';
import type { UserOutcome } from './users.ts';
import type { NotAccepted } from './write-loop.ts';

/** A command that is done only if its user or group has then a revision that the sender accepts. */
export class IfRevision {
  constructor(
    readonly command: UserCommand | GroupCommand,
    readonly accepts: (revision: number) => boolean,
  ) {}
}

/** Carries out commands with a condition. The condition and the change are one: nothing comes between them. */
@CommandHandler(IfRevision)
export class IfRevisionHandler implements ICommandHandler<IfRevision, UserOutcome | GroupOutcome | NotAccepted> {
  constructor(
    @Inject(UserCommandHandler) private readonly users: UserCommandHandler,
    @Inject(GroupCommandHandler) private readonly groups: GroupCommandHandler,
  ) {}

  execute({ command, accepts }: IfRevision): Promise<UserOutcome | GroupOutcome | NotAccepted> {
    if (command instanceof GroupCommand) return this.groups.executeIf(command, (state) => state.kind !== 'known' || accepts(state.group.revision));
    return this.users.executeIf(command, (state) => state.kind !== 'known' || accepts(state.user.revision));
  }
}
