import { MAX_TOKEN_DAYS, newToken, parseToken, tokenState } from '@luciq/access';
import type { EventCredentialCommand } from '@luciq/domain';
import { eventCredentialSentence, isGoodEventCredential } from '@luciq/domain';
import { isCompanyId, NO_COMPANY } from '@luciq/events';
import type { Provisioning } from '@luciq/provisioning';
import { ChangeEventCredentials, reads } from '@luciq/provisioning';
import { commandContexts } from '../../command-context.ts';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { withLog, withWrites } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

const DAY_MS = 86_400_000;

/** Days for which a credential of the feed is good, unless said otherwise. */
export const EVENT_CREDENTIAL_DAYS = 365;

/** What kind of credential is wanted. */
export interface EventCredentialGiven {
  readonly name: string;
  readonly days: number;
  /** Company ids; none with `allCompanies`. */
  readonly companies?: readonly string[];
  readonly allCompanies?: boolean;
}

/** Issues a credential that reads the feed of events, and prints it. Only a digest of its secret is kept. */
export function issueEventCredential(
  options: GlobalOptions,
  { name, days, companies = [], allCompanies = false }: EventCredentialGiven,
): Promise<ExitStatus> {
  if (!Number.isInteger(days) || days < 1 || days > MAX_TOKEN_DAYS)
    throw new CannotWork(`The days must be a whole number from 1 to ${MAX_TOKEN_DAYS}.`, EXIT.wrongUse);
  if (companies.length > 0 === allCompanies)
    throw new CannotWork('Say whose events it reads: --companies with ids, or --all-companies.', EXIT.wrongUse);
  const token = newToken();
  const parts = parseToken(token);
  if (!parts) throw new TypeError('a new token cannot be read');
  const expiresAt = new Date(Date.now() + days * DAY_MS).toISOString();
  const named = allCompanies ? null : [...new Set(companies)].sort();
  return withWrites(options, async (write) => {
    for (const id of named ?? []) await requireCompany(write, id);
    await change(write, {
      type: 'IssueEventCredential',
      context: commandContexts(NO_COMPANY)(),
      credentialId: parts.id,
      credential: { name, digest: tokenState(parts, expiresAt).digest, companies: named, expiresAt },
    });
    if (options.json) printJson({ id: parts.id, credential: token, name, companies: named, expiresAt });
    else
      print(
        `A new credential that reads the events of ${named === null ? 'all companies' : named.join(', ')} until ${expiresAt}. It is not shown again:`,
        '',
        `  ${token}`,
      );
    return EXIT.fine;
  });
}

async function requireCompany({ companies }: Pick<Provisioning, 'companies'>, id: string): Promise<void> {
  if (isCompanyId(id) && (await companies.read(id, 0)).state.kind === 'registered') return;
  throw new CannotWork(`There is no company ${id}. List them with: operator companies.`);
}

/** Lists the credentials of the feed: never a secret, of which nothing but a digest is kept. */
export function listEventCredentials(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const now = new Date().toISOString();
    const credentials = [...(await reads({ store }).eventCredentials.read(0))].map(([id, credential]) => ({
      id,
      name: credential.name,
      companies: credential.companies,
      issuedAt: credential.issuedAt,
      issuedBy: credential.issuedBy,
      expiresAt: credential.expiresAt,
      revokedAt: credential.revokedAt,
      good: isGoodEventCredential(credential, now),
    }));
    if (options.json) {
      printJson({ credentials });
      return EXIT.fine;
    }
    printTable(
      ['id', 'name', 'companies', 'issued', 'by', 'expires', 'state'],
      credentials.map(({ id, name, companies, issuedAt, issuedBy, expiresAt, revokedAt, good }) => [
        id,
        name,
        companies ?? 'all',
        issuedAt,
        issuedBy,
        expiresAt,
        revokedAt === null ? (good ? 'good' : 'expired') : `revoked ${revokedAt}`,
      ]),
    );
    if (credentials.length === 0) print('No credential yet. Issue one with: operator events-credential issue.');
    return EXIT.fine;
  });
}

/** Revokes a credential of the feed: every gateway refuses it within a second, and ends what is open with it. */
export function revokeEventCredential(options: GlobalOptions, credentialId: string): Promise<ExitStatus> {
  return withWrites(options, async (write) => {
    const changed = await change(write, {
      type: 'RevokeEventCredential',
      context: commandContexts(NO_COMPANY)(),
      credentialId,
    });
    if (options.json) printJson({ id: credentialId, changed });
    else
      print(
        changed ? `The credential ${credentialId} is revoked.` : `The credential ${credentialId} was revoked before.`,
      );
    return EXIT.fine;
  });
}

/** False where it was so before. Throws CannotWork with the sentence of a refusal. */
async function change(
  { changeEventCredentials }: Pick<Provisioning, 'changeEventCredentials'>,
  command: EventCredentialCommand,
): Promise<boolean> {
  const outcome = await changeEventCredentials.execute(new ChangeEventCredentials(command));
  if (outcome.kind === 'refused') throw new CannotWork(eventCredentialSentence(outcome.refusal));
  return outcome.changed;
}
