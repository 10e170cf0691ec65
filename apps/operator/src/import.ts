import { userInfo } from 'node:os';
import { v4 as uuidV4 } from 'uuid';
import { GrantOwnership, ProvisionUser } from '@luciq/domain';
import type { CommandContext, Company, UserRefusal } from '@luciq/domain';
import type { CompanyCommandHandler, UserCommandHandler } from '@luciq/provisioning';
import { readMemberFile } from './member-file.ts';
import type { BadLine, MemberLine } from './member-file.ts';

/** Members that are brought in at once: they share commits. */
export const MEMBERS_AT_ONCE = 200;

/** What an import did. */
export interface ImportReport {
  readonly added: number;
  /** Members of that userName who were there already; nothing of them was changed. */
  readonly present: number;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

/** What an import needs: where the commands go, and for which company. */
export interface ImportTarget {
  readonly companyId: string;
  readonly company: Company;
  readonly users: UserCommandHandler;
  readonly companies: CompanyCommandHandler;
}

function operatorContext(companyId: string): CommandContext {
  const id = uuidV4();
  const { username } = userInfo();
  return { companyId, commandId: id, requestId: id, actor: { kind: 'operator', id: username }, tokenId: null, now: new Date().toISOString() };
}

function reasonOf(refusal: UserRefusal): string {
  switch (refusal.kind) {
    case 'problem':
      return refusal.problem.detail;
    case 'unknown-role':
      return 'the role is not one of owner, admin, member, viewer, associate, observer';
    case 'unknown-application':
      return `the company has no application named ${refusal.names.join(', ')}`;
    case 'ownership-not-assignable':
    case 'owner-protected':
    case 'user-name-taken':
    case 'user-not-found':
      return `refused: ${refusal.kind}`;
  }
}

async function bringIn(target: ImportTarget, { attributes, isOwner, line }: MemberLine): Promise<'added' | 'present' | BadLine> {
  const { companyId, company, users, companies } = target;
  const base = { context: operatorContext(companyId), userId: uuidV4(), policy: company };
  const outcome = await users.execute(new ProvisionUser(base, attributes, 'import'));
  if (outcome.kind === 'refused') return { kind: 'bad', line, reason: reasonOf(outcome.refusal) };
  if (isOwner && outcome.user) await companies.execute(new GrantOwnership(operatorContext(companyId), outcome.user.id));
  return outcome.changed ? 'added' : 'present';
}

/**
 * Brings a company's members in from a file. A bad line is reported and the others go in; members who are there already
 * are left as they are, so that a second run adds nothing. `onProgress` is given the members seen so far.
 */
export async function importMembers(target: ImportTarget, file: string, onProgress: (lines: number) => void): Promise<ImportReport> {
  const bad: { line: number; reason: string }[] = [];
  const counts = { added: 0, present: 0 };
  let batch: MemberLine[] = [];
  let lines = 0;
  const flush = async (): Promise<void> => {
    for (const outcome of await Promise.all(batch.map((member) => bringIn(target, member)))) {
      if (typeof outcome === 'string') counts[outcome] += 1;
      else bad.push({ line: outcome.line, reason: outcome.reason });
    }
    batch = [];
    onProgress(lines);
  };
  for await (const member of readMemberFile(file)) {
    lines += 1;
    if (member.kind === 'bad') bad.push({ line: member.line, reason: member.reason });
    else batch.push(member);
    if (batch.length >= MEMBERS_AT_ONCE) await flush();
  }
  await flush();
  return { ...counts, bad: bad.sort((a, b) => a.line - b.line) };
}
