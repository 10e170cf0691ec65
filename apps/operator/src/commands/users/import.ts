import { v7 as uuidV7 } from 'uuid';
import type { CommandContext, Company } from '@luciq/domain';
import { companySentence, policyOf } from '@luciq/domain';
import { ROLES } from '@luciq/entitlement';
import type { AnsweredUserRefusal, CompanyOutcome, Provisioning, UserDone } from '@luciq/provisioning';
import { ChangeCompany, ChangeUser, memberFact } from '@luciq/provisioning';
import type { BadLine, MemberLine } from '../../member-file/fields.ts';
import { withAddress } from '../../member-file/fields.ts';

/** Members that are brought in at once: they share commits, and a service beside can write between two batches. */
export const MEMBERS_AT_ONCE = 200;

/** What an import did. */
export interface ImportReport {
  readonly added: number;
  /** Members of that userName who were there already; their attributes stay as they are. */
  readonly present: number;
  /** Members, added or present, who became owners. */
  readonly owners: number;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

/** What an import needs: where the commands go, for which company, and who asks. */
export interface ImportTarget {
  readonly company: Company;
  readonly write: Pick<Provisioning, 'changeUser' | 'changeCompany'>;
  /** A new one for each command. */
  readonly context: () => CommandContext;
  /** Members whose userName is no e-mail address go in, too. */
  readonly anyUserName: boolean;
}

/** Why a member is refused, for the table of bad lines. */
export function reasonOf(refusal: AnsweredUserRefusal): string {
  switch (refusal.kind) {
    case 'problem':
      return refusal.problem.detail;
    case 'unknown-role':
      return `the role is not one of ${ROLES.join(', ')}`;
    case 'unknown-application':
      return `the company has no application named ${refusal.names.join(', ')}`;
    case 'ownership-not-assignable':
    case 'owner-protected':
    case 'user-name-taken':
    case 'user-name-reserved':
    case 'rename-changed':
    case 'user-not-found':
    case 'token-issuer':
    case 'unexpected-revision':
      return `refused: ${refusal.kind}`;
  }
}

interface BroughtIn {
  readonly kind: 'added' | 'present';
  readonly line: number;
  /** Of a member who is to own the company; null for others. */
  readonly owner: UserDone | null;
}

async function bringIn(target: ImportTarget, { attributes, isOwner, line }: MemberLine): Promise<BroughtIn | BadLine> {
  const base = { context: target.context(), userId: uuidV7(), policy: policyOf(target.company) };
  const outcome = await target.write.changeUser.execute(
    new ChangeUser({ type: 'ProvisionUser', ...base, attributes, origin: 'import' }),
  );
  if (outcome.kind === 'refused') return { kind: 'bad', line, reason: reasonOf(outcome.refusal) };
  return { kind: outcome.changed ? 'added' : 'present', line, owner: isOwner ? outcome : null };
}

/**
 * Brings a company's members in from a file. A bad line is reported and the others go in; members who are there already
 * are left as they are, so that a second run adds nothing. `onProgress` is given the line reached. Throws TooManyLines,
 * MemberFileUnusable where there are no members, and EventStoreUnavailable; a repeat is then safe.
 */
export async function importMembers(
  target: ImportTarget,
  members: AsyncIterable<MemberLine | BadLine>,
  onProgress: (line: number) => void,
): Promise<ImportReport> {
  const bad: { line: number; reason: string }[] = [];
  const counts = { added: 0, present: 0, owners: 0 };
  let batch: MemberLine[] = [];
  let reached = 0;
  const flush = async (): Promise<void> => {
    const outcomes = await Promise.all(batch.map((member) => bringIn(target, member)));
    for (const outcome of outcomes) {
      if (outcome.kind === 'bad') {
        bad.push({ line: outcome.line, reason: outcome.reason });
        continue;
      }
      counts[outcome.kind] += 1;
      // One after the other: they all write to the one stream of the company.
      const granted = outcome.owner && (await grantOwnership(target, outcome.owner));
      if (granted?.kind === 'refused')
        bad.push({
          line: outcome.line,
          reason: `the member is in, but does not own the company: ${companySentence(granted.refusal)}`,
        });
      else if (granted?.changed) counts.owners += 1;
    }
    onProgress(reached);
    batch = [];
  };
  for await (const member of members) {
    reached = member.line;
    const line = target.anyUserName ? member : withAddress(member);
    if (line.kind === 'bad') bad.push({ line: line.line, reason: line.reason });
    else batch.push(line);
    if (batch.length >= MEMBERS_AT_ONCE) await flush();
  }
  await flush();
  return { ...counts, bad: bad.toSorted((a, b) => a.line - b.line) };
}

/** Makes the member an owner; one who is an owner stays so. */
function grantOwnership(target: ImportTarget, member: UserDone): Promise<CompanyOutcome> {
  return target.write.changeCompany.execute(
    new ChangeCompany({
      type: 'GrantOwnership',
      context: target.context(),
      userId: member.user?.id ?? '',
      member: memberFact(member),
    }),
  );
}
