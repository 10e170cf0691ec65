import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuidV7 } from 'uuid';
import type { CommandContext, Company, UserCommand } from '@luciq/domain';
import { policyOf } from '@luciq/domain';
import type { Attributes } from '@luciq/events';
import type { UserDone } from '@luciq/provisioning';
import { ChangeUser, memberFact, NEW_COMPANY_DEFAULTS } from '@luciq/provisioning';
import type { UserResource } from '@luciq/scim';
import type { Caller } from '../auth/caller.ts';
import { contextOf } from '../auth/caller.ts';
import { problem } from '../problem/problem.ts';
import type { DefaultsBody, FirstOwnerBody, RegisterCompanyBody } from './company.dto.ts';
import { CompanyCommands } from './company-commands.ts';

const profileOf = ({ userName, displayName, email }: FirstOwnerBody): Attributes => ({
  userName,
  ...(displayName === undefined ? {} : { displayName }),
  emails: [{ value: email ?? userName, type: 'work', primary: true }],
});

/** Makes companies known, and keeps what Luciq says of them. */
@Injectable()
export class CompanyRegistration {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CommandBus) private readonly commands: CommandBus,
  ) {}

  /** Repeated with the same name it changes nothing, so that a request whose answer was lost can be sent again. */
  async register(
    { caller, requestId }: { readonly caller: Caller; readonly requestId: string },
    { id, name, applications, defaults, owner }: RegisterCompanyBody,
  ): Promise<Company> {
    const context = (): CommandContext => contextOf(caller, { id }, requestId);
    const company = await this.companies.run({
      type: 'RegisterCompany',
      context: context(),
      name,
      applications,
      defaults: defaults ?? NEW_COMPANY_DEFAULTS,
    });
    // A registration that is repeated much later must not bring back an owner who gave the ownership up.
    if (!owner || company.owners.length > 0) return company;
    const { user, done } = await this.member(context(), owner, company);
    return this.companies.run({
      type: 'GrantOwnership',
      context: context(),
      userId: user.id,
      member: memberFact(done),
    });
  }

  /** Puts another catalogue in place of the one before. */
  changeApplications(context: CommandContext, applications: readonly string[]): Promise<Company> {
    return this.companies.run({ type: 'ChangeApplications', context, applications });
  }

  /** Gives members who are asserted nothing something else. */
  changeDefaults(context: CommandContext, { role, applications }: DefaultsBody): Promise<Company> {
    return this.companies.run({ type: 'ChangeDefaults', context, defaults: { role, applications } });
  }

  private async member(
    context: CommandContext,
    owner: FirstOwnerBody,
    company: Company,
  ): Promise<{ readonly user: UserResource; readonly done: UserDone }> {
    const command: UserCommand = {
      type: 'ProvisionUser',
      context,
      userId: uuidV7(),
      policy: policyOf(company),
      attributes: profileOf(owner),
      origin: 'import',
    };
    const outcome = await this.commands.execute(new ChangeUser(command));
    if (outcome.kind === 'refused' || !outcome.user) throw problem('owner-not-accepted');
    return { user: outcome.user, done: outcome };
  }
}
