import { v7 as uuidV7 } from 'uuid';
import type { CommandContext, Company } from '@luciq/domain';
import { policyOf, userDecider } from '@luciq/domain';
import type { Attributes, Json } from '@luciq/events';
import type { Reads } from '@luciq/provisioning';
import { ReadSignIn } from '@luciq/provisioning';
import { diffAttributes, userNameOf } from '@luciq/scim';
import type { BadLine, MemberLine } from '../../member-file/fields.ts';
import { withAddress } from '../../member-file/fields.ts';
import { MEMBERS_AT_ONCE, reasonOf } from './import.ts';

/** An attribute of a member that differs: what the member has, and what stands in the file. Null for nothing. */
export interface Difference {
  readonly attribute: string;
  readonly member: Json | null;
  readonly file: Json;
}

/** What an import of a file would do. */
export interface CheckReport {
  readonly added: number;
  /** Members of that userName who are there already, and would stay as they are. */
  readonly present: number;
  /** Those of them whose attributes are not those of the line. */
  readonly differing: readonly {
    readonly line: number;
    readonly userName: string;
    readonly differences: readonly Difference[];
  }[];
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

/** What a check needs. It writes nothing. */
export interface CheckTarget {
  readonly company: Company;
  readonly reads: Pick<Reads, 'readSignIn'>;
  readonly context: () => CommandContext;
  readonly anyUserName: boolean;
}

type Checked =
  | BadLine
  | { readonly kind: 'added' }
  | {
      readonly kind: 'present';
      readonly line: number;
      readonly userName: string;
      readonly differences: readonly Difference[];
    };

/** What the line says otherwise than the member; an attribute that the line leaves out differs in nothing. */
function differencesOf(member: Attributes, { attributes }: MemberLine): readonly Difference[] {
  const { set } = diffAttributes(member, attributes);
  return Object.entries(set).map(([attribute, file]) => ({
    attribute: attribute.split(':').at(-1) ?? attribute,
    member: member[attribute] ?? null,
    file,
  }));
}

async function checkLine({ company, reads, context }: CheckTarget, member: MemberLine): Promise<Checked> {
  const userName = userNameOf(member.attributes) ?? '';
  const known = await reads.readSignIn.execute(new ReadSignIn(company.id, { name: userName }));
  if (known)
    return {
      kind: 'present',
      line: member.line,
      userName: userNameOf(known.user.attributes) ?? userName,
      differences: differencesOf(known.user.attributes, member),
    };
  const base = { context: context(), userId: uuidV7(), policy: policyOf(company) };
  const decision = userDecider.decide(userDecider.initial, {
    type: 'ProvisionUser',
    ...base,
    attributes: member.attributes,
    origin: 'import',
  });
  return decision.kind === 'refused' && decision.refusal.kind !== 'rights-needed'
    ? { kind: 'bad', line: member.line, reason: reasonOf(decision.refusal) }
    : { kind: 'added' };
}

/** Says what an import of these lines would do, and does nothing. `onProgress` is given the line reached. Throws as `importMembers`. */
export async function checkMembers(
  target: CheckTarget,
  members: AsyncIterable<MemberLine | BadLine>,
  onProgress: (line: number) => void,
): Promise<CheckReport> {
  const report = { added: 0, present: 0 };
  const differing: CheckReport['differing'][number][] = [];
  const bad: { line: number; reason: string }[] = [];
  const take = (checked: Checked): void => {
    if (checked.kind === 'bad') bad.push({ line: checked.line, reason: checked.reason });
    else report[checked.kind] += 1;
    if (checked.kind === 'present' && checked.differences.length > 0) {
      const { line, userName, differences } = checked;
      differing.push({ line, userName, differences });
    }
  };
  let batch: Promise<Checked>[] = [];
  for await (const read of members) {
    const line = target.anyUserName ? read : withAddress(read);
    batch.push(line.kind === 'bad' ? Promise.resolve(line) : checkLine(target, line));
    if (batch.length < MEMBERS_AT_ONCE) continue;
    (await Promise.all(batch)).forEach(take);
    batch = [];
    onProgress(read.line);
  }
  (await Promise.all(batch)).forEach(take);
  return { ...report, differing, bad };
}
