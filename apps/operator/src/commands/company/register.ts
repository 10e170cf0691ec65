import { newToken, parseToken, tokenState } from '@luciq/access';
import { companySentence } from '@luciq/domain';
import { isCompanyId } from '@luciq/events';
import type { CompanyOutcome } from '@luciq/provisioning';
import { ChangeCompany, enableCommands, registerCommand } from '@luciq/provisioning';
import { commandContexts } from '../../command-context.ts';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { withWrites } from '../../engines/with-engines.ts';
import { print, printJson } from '../../output.ts';

/** What to register. */
export interface Registration {
  readonly id: string;
  readonly name: string;
  readonly applications: readonly string[];
  /** A token given instead of a generated one. */
  readonly token?: string;
  /** True to leave SAML, SCIM and the token to the person who sets the company up. */
  readonly setUpLater?: boolean;
}

function done(outcome: CompanyOutcome): Extract<CompanyOutcome, { kind: 'done' }> {
  if (outcome.kind === 'refused') throw new CannotWork(companySentence(outcome.refusal));
  return outcome;
}

/** Registers a company, unless it is set up later with SAML and SCIM enabled, and prints a token for it. Repeated with the same token it changes nothing. */
export function register(
  options: GlobalOptions,
  { id, name, applications, token = newToken(), setUpLater = false }: Registration,
): Promise<ExitStatus> {
  const parts = parseToken(token);
  if (!isCompanyId(id))
    throw new CannotWork(
      `${JSON.stringify(id)} cannot be the id of a company: 1 to 64 of a-z, 0-9 and dashes.`,
      EXIT.wrongUse,
    );
  if (!parts)
    throw new CannotWork(
      'The token must be <id>.<secret>, with a secret of at least 16 characters without spaces.',
      EXIT.wrongUse,
    );
  return withWrites(options, async ({ changeCompany }) => {
    const context = commandContexts(id);
    const registered = done(
      await changeCompany.execute(new ChangeCompany(registerCommand(context(), { name, applications }))),
    );
    if (setUpLater) {
      if (options.json) printJson({ company: id, token: null });
      else
        print(
          registered.changed
            ? `Company ${id} is registered. Print a link to set it up with: operator company setup-link --company ${id}`
            : `Company ${id} is registered already.`,
        );
      return EXIT.fine;
    }
    for (const command of enableCommands(context)) done(await changeCompany.execute(new ChangeCompany(command)));
    const issued = done(
      await changeCompany.execute(
        new ChangeCompany({
          type: 'IssueToken',
          context: context(),
          tokenId: parts.id,
          token: tokenState(parts, null),
        }),
      ),
    );
    if (options.json) printJson({ company: id, token: issued.changed ? token : null });
    else if (issued.changed)
      print(`Company ${id} is registered. Its token, which is not shown again:`, '', `  ${token}`);
    else print(`Company ${id} is registered already, with this token.`);
    return EXIT.fine;
  });
}
