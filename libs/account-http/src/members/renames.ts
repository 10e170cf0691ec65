import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import type { CommandContext, Company, UserCommand } from '@luciq/domain';
import { isNamedLater, policyOf } from '@luciq/domain';
import { AcknowledgedRows } from '@luciq/http';
import { ChangeUser, ReadSignIn } from '@luciq/provisioning';
import type { UserResource } from '@luciq/scim';
import { CompanyViews, summaryOf } from '../company/company-views.ts';
import { problem } from '../problem/problem.ts';
import { ActorView } from '../tokens/tokens.dto.ts';
import { StringField } from '../validation/fields.ts';
import { MAX_WORD_LENGTH } from '../validation/limits.ts';

/** A rename that is not confirmed yet. */
export class RenameView {
  @ApiProperty({ description: 'Id of the member.' })
  readonly userId!: string;

  @ApiProperty({ description: 'What people call the member; null where nobody said.', type: String, nullable: true })
  readonly displayName!: string | null;

  @ApiProperty({ description: 'The new userName, which does not sign in yet.', type: String, nullable: true })
  readonly userName!: string | null;

  @ApiProperty({
    description: 'The former userName, which signs in until then; null where none does.',
    type: String,
    nullable: true,
  })
  readonly signInName!: string | null;

  @ApiProperty({ description: 'When the member was renamed.', format: 'date-time' })
  readonly since!: string;

  @ApiProperty({
    description: 'Who renamed the member; null where that is not known.',
    type: () => ActorView,
    nullable: true,
  })
  readonly by!: ActorView | null;

  @ApiProperty({
    description: 'Name of the token of the request; null where it has none, or is revoked.',
    type: String,
    nullable: true,
  })
  readonly tokenLabel!: string | null;
}

/** Renames of members with rights that wait, 200 at most. */
export class RenameListView {
  @ApiProperty({ description: 'Renames.', type: () => RenameView, isArray: true })
  readonly renames!: readonly RenameView[];
}

/** Which rename is confirmed. */
export class ConfirmRenameBody {
  @StringField({
    description:
      'The new userName as it was shown: refused with rename-changed where the member has another one by now.',
    message: 'Give the new userName of the member.',
    maxLength: MAX_WORD_LENGTH,
  })
  readonly userName!: string;
}

/** Renames of owners and administrators, which an owner or operator confirms. */
@Injectable()
export class Renames {
  constructor(
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** Those that wait, by user id: first of owners whose name nobody stands for. */
  async list(company: Company): Promise<readonly RenameView[]> {
    const rows = await this.rows.caughtUp(company.id);
    const waiting = (await rows.waitingRenames(company.id)).map(
      async ({ user, rename: { signInName, since, by } }) => ({
        ...this.member(user),
        signInName,
        since,
        by: await this.views.actor(company.id, by),
        tokenLabel: by.kind === 'idp' ? (company.tokens.get(by.id)?.label ?? null) : null,
      }),
    );
    return [...(await this.unsureOwners(company)), ...(await Promise.all(waiting))];
  }

  /** Lets the new name sign in. Throws problems for a member who is not there, and for one renamed again meanwhile. */
  async confirm(
    context: CommandContext,
    company: Company,
    { userId, userName }: { readonly userId: string; readonly userName: string },
  ): Promise<void> {
    const command: UserCommand = { type: 'ConfirmSignInName', context, userId, policy: policyOf(company), userName };
    const outcome = await this.commands.execute(new ChangeUser(command));
    if (outcome.kind === 'refused')
      throw outcome.refusal.kind === 'rename-changed' ? problem('rename-changed') : problem('member-not-found');
  }

  private async unsureOwners(company: Company): Promise<readonly RenameView[]> {
    const owners = await Promise.all(
      company.owners.map((id) => this.queries.execute(new ReadSignIn(company.id, { id }))),
    );
    return owners.flatMap((known) =>
      known && isNamedLater(company, known)
        ? [{ ...this.member(known.user), signInName: null, since: known.user.lastModified, by: null, tokenLabel: null }]
        : [],
    );
  }

  private member(user: UserResource): Pick<RenameView, 'userId' | 'userName' | 'displayName'> {
    const { id: userId, userName, displayName } = summaryOf(user);
    return { userId, userName, displayName };
  }
}
