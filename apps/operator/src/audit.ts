import type { AttributeChange, Attributes, EventRecord, Json, UserEvent } from '@luciq/events';
import { userDecider } from '@luciq/domain';

/** One event of a member's history, in words. */
export interface AuditLine {
  readonly time: string;
  readonly event: string;
  /** What changed, one part each, old value to new. */
  readonly changes: readonly string[];
  /** Who asked: `idp token …`, `operator …`, `system …`. */
  readonly by: string;
  readonly requestId: string;
  readonly position: string;
  readonly revision: number;
}

/** Characters of a value that are shown. */
const MAX_SHOWN = 80;

function shown(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const nameOf = (key: string): string => (key.startsWith('urn:') ? (key.split(':').at(-1) ?? key) : key);

function changeLines(before: Attributes, { set, unset }: AttributeChange): string[] {
  const given = Object.entries(set).map(([key, value]) => `${nameOf(key)}: ${shown(before[key])} → ${shown(value)}`);
  return [...given, ...unset.map((key) => `${nameOf(key)}: ${shown(before[key])} → (none)`)];
}

function changesOf(before: Attributes, event: UserEvent): string[] {
  switch (event.type) {
    case 'UserProvisioned':
      return [`origin: ${event.data.origin}`, ...changeLines({}, { set: event.personal.body, unset: [] })];
    case 'ProfileUpdated':
      return changeLines(before, event.personal.body);
    case 'AccessChanged':
      return changeLines(before, event.data);
    case 'UserDeactivated':
      return ['active: true → false'];
    case 'UserReactivated':
      return ['active: false → true'];
    case 'UserDeleted':
      return ['deleted for good'];
  }
}

const byWhom = ({ actor, tokenId }: EventRecord['cause']): string => (tokenId === null ? `${actor.kind} ${actor.id}` : `${actor.kind} token ${tokenId}`);

/** A member's history in order, from the records of the stream. */
export function auditLines(records: readonly EventRecord<UserEvent>[]): AuditLine[] {
  let state = userDecider.initial;
  return records.map((record) => {
    const before = state.kind === 'known' ? state.user.attributes : {};
    state = userDecider.evolve(state, record);
    const { time, event, cause, position, revision } = record;
    return {
      time,
      event: event.type,
      changes: changesOf(before, event),
      by: byWhom(cause),
      requestId: cause.requestId,
      position: String(position),
      revision,
    };
  });
}
