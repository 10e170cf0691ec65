import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { isNamedLater, policyOf } from '@luciq/domain';
import type { CommandContext, Company, UserCommand } from '@luciq/domain';
import { ChangeUser, UserStreams } from '@luciq/provisioning';
import type { UserResource } from '@luciq/scim';
import { noMember, renameChanged } from '../problem/company-problem.ts';
import { CompanyViews, inShort } from '../company/company-views.ts';
import { AcknowledgedRows } from '@luciq/http';
import type { RenameView } from './renames.dto.ts';

/** Renames of owners and administrators, which somebody with at least their rights confirms. */
@Injectable()
export class Renames {
  constructor(
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(UserStreams) private readonly users: UserStreams,
    @Inject(CommandBus) private readonly commands: CommandBus,
  ) {}

  /** Those that wait, by user id: first of owners whose name nobody stands for. */
  async list(companyId: string, company: Company): Promise<readonly RenameView[]> {
    const rows = await this.rows.caughtUp(companyId);
    const waiting = (await rows.waitingRenames(companyId)).map(async ({ user, rename: { signInName, since, by } }) => ({
      ...this.member(user),
      signInName,
      since,
      by: await this.views.actor(companyId, by),
      tokenLabel: by.kind === 'idp' ? (company.tokens.get(by.id)?.label ?? null) : null,
    }));
    return [...(await this.unsureOwners(companyId, company)), ...(await Promise.all(waiting))];
  }

  /** Lets the new name sign in. Throws problems for a member who is not there, and for one renamed again meanwhile. */
  async confirm(context: CommandContext, company: Company, { userId, userName }: { readonly userId: string; readonly userName: string }): Promise<void> {
    const command: UserCommand = { type: 'ConfirmSignInName', context, userId, policy: policyOf(company), userName };
    const outcome = await this.commands.execute(new ChangeUser(command));
    if (outcome.kind === 'refused') throw outcome.refusal.kind === 'rename-changed' ? renameChanged() : noMember();
  }

  private async unsureOwners(companyId: string, company: Company): Promise<readonly RenameView[]> {
    const owners = await Promise.all(company.owners.map((id) => this.users.known(companyId, id)));
    return owners.flatMap((known) =>
      known && isNamedLater(company, known) ? [{ ...this.member(known.user), signInName: null, since: known.user.lastModified, by: null, tokenLabel: null }] : [],
    );
  }

  private member(user: UserResource): Pick<RenameView, 'userId' | 'userName' | 'displayName'> {
    const { id: userId, userName, displayName } = inShort(user);
    return { userId, userName, displayName };
  }
}
