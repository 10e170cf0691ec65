import type { Because } from '../../api/types.ts';

/** A part of a sentence: plain words, a group to link to, or a time to be written in the reader's zone. */
export type SentencePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly id: string; readonly name: string }
  | { readonly kind: 'time'; readonly time: string };

const text = (words: string): SentencePart => ({ kind: 'text', text: words });

const groupOf = ({ groupId, groupName }: Because): SentencePart =>
  groupId === undefined ? text('of this member') : { kind: 'group', id: groupId, name: groupName ?? 'without a name' };

const DEFAULT_ROLE = 'nothing else gives a role and it is the company’s default since ';
const DEFAULT_APPLICATIONS = 'nothing else gives applications and it is among the company’s defaults since ';

/** The part of a reason that follows "because"; `it` is what the member has by it. */
function reason(because: Because, attribute: 'instabugRole' | 'instabugApplications'): readonly SentencePart[] {
  const time: SentencePart = { kind: 'time', time: because.time };
  const source = because.source;
  switch (source) {
    case 'ownership':
      return [text('ownership of the company was given to this member in Luciq on '), time, text('.')];
    case 'extension':
      return [text(`the identity provider sent it as ${attribute} on `), time, text('.')];
    case 'scim-roles':
      return [text('the identity provider sent it in the attribute roles on '), time, text('.')];
    case 'group-mapping':
      return [text('the group '), groupOf(because), text(' is mapped to it since '), time, text('.')];
    case 'company-default':
      return [text(attribute === 'instabugRole' ? DEFAULT_ROLE : DEFAULT_APPLICATIONS), time, text('.')];
    case 'deactivated':
      return [text('the member is deactivated since '), time, text('.')];
  }
}

/** Why a member has its role, as a sentence: "Admin, because the group Engineering is mapped to it since …". */
export const roleSentence = (role: string | null, because: Because): readonly SentencePart[] => [
  text(`${role === null ? 'No role' : roleName(role)}, because `),
  ...reason(because, 'instabugRole'),
];

/** Why a member may use an application, as a sentence. */
export const applicationSentence = (name: string, because: Because): readonly SentencePart[] => [
  text(`${name}, because `),
  ...reason(because, 'instabugApplications'),
];

/** A role as a word of a page: `admin` is Admin. */
export const roleName = (role: string): string => role.charAt(0).toUpperCase() + role.slice(1);

/** A sentence as plain text, times as `writeTime` writes them: for tests and for labels. */
export const plainSentence = (parts: readonly SentencePart[], writeTime: (time: string) => string): string =>
  parts
    .map((part) => (part.kind === 'text' ? part.text : part.kind === 'group' ? part.name : writeTime(part.time)))
    .join('');
