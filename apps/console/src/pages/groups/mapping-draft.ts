import { counted } from '@luciq/events';
import type { MappingChange } from '../../api/groups.ts';
import type { MappingDraft, MappingEffect, MappingPreview } from '../../api/types.ts';
import { roleName } from '../members/access-reasons.ts';

/** The highest precedence that the form offers; as far below zero is the lowest. */
export const MAX_PRECEDENCE = 1_000_000;

/** What a mapping gives, in a few words: "Admin; board, chat". */
export function mappingSummary({ role, applications }: Pick<MappingDraft, 'role' | 'applications'>): string {
  const parts = [
    ...(role === null ? [] : [roleName(role)]),
    ...(applications.length === 0 ? [] : [applications.join(', ')]),
  ];
  return parts.length === 0 ? 'Nothing' : parts.join('; ');
}

/** Tells two changes apart: a preview is valid only for the change that it was made for, while the mapping is the same. */
export const changeKey = (change: MappingChange, keptSince: string | null): string =>
  JSON.stringify(
    change.kind === 'remove'
      ? ['remove', keptSince]
      : ['set', change.mapping.role, change.mapping.applications.toSorted(), change.mapping.precedence, keptSince],
  );

/** Why a form cannot be previewed; null if it can. */
export const draftProblem = ({ role, applications }: Pick<MappingDraft, 'role' | 'applications'>): string | null =>
  role === null && applications.length === 0
    ? 'Choose a role, an application or both. To give this group nothing, remove the mapping.'
    : null;

/** A preview in one sentence. */
export function previewSentence({ total, shown }: Pick<MappingPreview, 'total' | 'shown'>): string {
  if (total === 0) return 'Nobody would gain or lose anything.';
  const who = `${counted(total, 'member')} would gain or lose something`;
  return shown < total ? `${who}; the first ${shown.toLocaleString('en')} are shown.` : `${who}.`;
}

/** The change of a role: "Member to Admin"; null if it stays. */
export const roleChange = ({ role }: Pick<MappingEffect, 'role'>): string | null =>
  role === null
    ? null
    : `${role.before === null ? 'No role' : roleName(role.before)} to ${role.after === null ? 'no role' : roleName(role.after)}`;
