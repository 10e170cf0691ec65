import type { Attributes, Json } from '@luciq/events';
import type { ScimProblem } from '@luciq/scim';
import { foldCase } from '@luciq/scim';

/** Characters that nobody sees, or that turn the direction of writing: a name with them looks like another one. */
const UNSEEN =
  /[\p{Cc}\p{Bidi_Control}\u00ad\u034f\u115f\u1160\u180e\u200b\u2028\u2029\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]/u;
/** Joiners and variations, of which no address and no login is made. */
const SHAPING = /[\u200c\u200d\ufe00-\ufe0f\u{e0000}-\u{e01ef}]/u;
/** The same where they shape nothing: Arabic, Indic scripts and emoji need them between characters of theirs. */
const STRAY = new RegExp(
  [
    String.raw`(?<![\p{M}\p{Script=Arabic}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]`,
    String.raw`[\u200c\u200d](?![\p{L}\p{Extended_Pictographic}])`,
    String.raw`(?<![\p{Extended_Pictographic}\p{Script=Han}])[\ufe00-\ufe0f](?!\u20e3)`,
  ].join('|'),
  'u',
);

/** What a name is of: nobody is called by an emoji, but groups are. */
export type NameKind = 'identifier' | 'title';

/** What is wrong with a name that is new; null for nothing. The sentence names the character by its number and never the name. */
export function refuseName(label: string, name: string, kind: NameKind): ScimProblem | null {
  const composed = name.normalize('NFC');
  const unseen = UNSEEN.exec(composed)?.[0] ?? (kind === 'identifier' ? SHAPING : STRAY).exec(composed)?.[0];
  if (unseen !== undefined) {
    const number = (unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return {
      scimType: 'invalidValue',
      detail: `${label} must not have characters that cannot be seen: it has U+${number}. Take it out at the identity provider.`,
    };
  }
  return foldCase(name) === ''
    ? { scimType: 'invalidValue', detail: `${label} must have characters that can be seen.` }
    : null;
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** E-mail addresses among attributes. */
const emailsOf = ({ emails }: Attributes): readonly string[] =>
  (isList(emails) ? emails : []).flatMap((email) => {
    const value = typeof email === 'object' && email !== null && !isList(email) ? email['value'] : undefined;
    return typeof value === 'string' && value !== '' ? [value] : [];
  });

/** What is wrong with the names by which a user is found; null for nothing. Only those that are new are judged. */
export function refuseUserNames(before: Attributes, after: Attributes): ScimProblem | null {
  const { userName } = after;
  const wrong =
    typeof userName === 'string' && userName !== before['userName']
      ? refuseName('userName', userName, 'identifier')
      : null;
  if (wrong) return wrong;
  const known = new Set(emailsOf(before));
  for (const email of emailsOf(after)) {
    const problem = known.has(email) ? null : refuseName('emails.value', email, 'identifier');
    if (problem) return problem;
  }
  return null;
}
