import type { EventRecord, GroupEvent, Position } from '@luciq/events';

/** A group as the read model keeps it, without its members. */
export interface GroupRow {
  readonly companyId: string;
  readonly groupId: string;
  readonly createdPosition: Position;
  readonly displayName: string;
  readonly externalId: string | null;
  /** Members who were not deleted. */
  readonly memberCount: number;
  readonly created: string;
  readonly lastModified: string;
  readonly revision: number;
}

/**
 * A group's row after one more record of the group's stream, but for its number of members, which follows from the rows of
 * its members; null when there is no group any more. Total: a record about a group that is not there changes nothing.
 */
export function projectGroup(row: GroupRow | null, record: EventRecord<GroupEvent>): GroupRow | null {
  const { event, companyId, position, time, revision } = record;
  if (event.type === 'GroupCreated') {
    const { groupId, displayName, externalId } = event.data;
    return {
      companyId,
      groupId,
      createdPosition: position,
      displayName,
      externalId,
      memberCount: row?.memberCount ?? 0,
      created: time,
      lastModified: time,
      revision,
    };
  }
  if (!row || event.type === 'GroupDeleted') return null;
  const touched = { ...row, lastModified: time, revision };
  switch (event.type) {
    case 'GroupRenamed':
      return { ...touched, displayName: event.data.displayName };
    case 'GroupExternalIdChanged':
      return { ...touched, externalId: event.data.externalId };
    case 'GroupMembersAdded':
    case 'GroupMembersRemoved':
      return touched;
  }
}
