import type { GroupMapping } from '@luciq/entitlement';
import type { EventRecord } from '@luciq/events';

/** What a company gives to the members of one group. */
export interface MappingRow extends GroupMapping {
  readonly companyId: string;
}

/** What a record of the company's stream says of one mapping: `row` is null for one that was taken away. */
export interface MappingChange {
  readonly groupId: string;
  readonly row: MappingRow | null;
}

/** The change of a mapping that a record is; null for a record of anything else. */
export function projectMapping({ companyId, id, time, event }: EventRecord): MappingChange | null {
  if (event.type === 'GroupMappingRemoved') return { groupId: event.data.groupId, row: null };
  if (event.type !== 'GroupMappingSet') return null;
  const { groupId, role, applications, precedence } = event.data;
  return { groupId, row: { companyId, groupId, role, applications, precedence, eventId: id, time } };
}
