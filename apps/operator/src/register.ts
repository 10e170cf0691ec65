import { newToken, parseToken, tokenState } from '@luciq/access';
import { EnableSaml, EnableScim, IssueToken, RegisterCompany } from '@luciq/domain';
import type { CompanyRefusal } from '@luciq/domain';
import { isCompanyId } from '@luciq/events';
import { CompanyCommandHandler } from '@luciq/provisioning';
import type { CompanyOutcome } from '@luciq/provisioning';
import { commandContexts } from './command-context.ts';
import { print, printJson } from './output.ts';
import { CannotWork, EXIT } from './ending.ts';
import { withWrites } from './workplace.ts';
import type { ExitStatus } from './ending.ts';
import type { GlobalOptions } from './workplace.ts';

/** What to register. */
export interface Registration {
  readonly id: string;
  readonly name: string;
  readonly applications: readonly string[];
  /** A token given instead of a generated one. */
  readonly token?: string;
}

const AGAIN = 'The company could not be set up. Run the command again.';

const SENTENCES: Readonly<Partial<Record<CompanyRefusal['kind'], string>>> = {
  'company-exists': 'A company of this id exists under another name. Choose another id.',
  'company-not-found': 'The company was not registered. Run the command again.',
  'saml-not-enabled': 'SCIM needs SAML, which could not be enabled. Run the command again.',
  'token-id-taken': 'A token of this id exists with another secret. Give another token.',
};

function done(outcome: CompanyOutcome): Extract<CompanyOutcome, { kind: 'done' }> {
  if (outcome.kind === 'refused') throw new CannotWork(SENTENCES[outcome.refusal.kind] ?? AGAIN);
  return outcome;
}

/** Registers a company with SAML and SCIM enabled and prints a token for it. Repeated with the same token it changes nothing. */
export function register(options: GlobalOptions, { id, name, applications, token = newToken() }: Registration): Promise<ExitStatus> {
  const parts = parseToken(token);
  if (!isCompanyId(id)) throw new CannotWork(`${JSON.stringify(id)} cannot be the id of a company: 1 to 64 of a-z, 0-9 and dashes.`, EXIT.wrongUse);
  if (!parts) throw new CannotWork('The token must be <id>.<secret>, with a secret of at least 16 characters without spaces.', EXIT.wrongUse);
  return withWrites(options, async ({ store, acknowledgements }) => {
    const companies = new CompanyCommandHandler(store, acknowledgements);
    const context = commandContexts(id);
    done(await companies.execute(new RegisterCompany(context(), name, applications, { role: 'member', applications: [] })));
    done(await companies.execute(new EnableSaml(context(), { elsewhere: true })));
    done(await companies.execute(new EnableScim(context())));
    const issued = done(await companies.execute(new IssueToken(context(), parts.id, tokenState(parts, null))));
    if (options.json) printJson({ company: id, token: issued.changed ? token : null });
    else if (issued.changed) print(`Company ${id} is registered. Its token, which is not shown again:`, '', `  ${token}`);
    else print(`Company ${id} is registered already, with this token.`);
    return EXIT.fine;
  });
}
