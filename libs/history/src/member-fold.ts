import type { Because, EffectiveAccess, GroupMapping } from '@luciq/entitlement';
import { effectiveAccess } from '@luciq/entitlement';
import type { EventRecord, Json, NewValue, UserEvent } from '@luciq/events';
import { isPublished, isUserEvent, newValues } from '@luciq/events';
import type { CompanyRow, PublishedRecord, UserRow } from '@luciq/read-model';
import { projectCompany, projectMapping, projectUser } from '@luciq/read-model';
import type { AccessChange, AccessReason, AccessThen, HistoryEntry, NamedToken } from './entry.ts';
import type { EverToken } from './tokens-ever.ts';
import { tokensEver } from './tokens-ever.ts';

/** What bears on one person at one moment of the fold. */
interface State {
  readonly userId: string;
  user: UserRow | null;
  company: CompanyRow | null;
  readonly mappings: Map<string, GroupMapping>;
  readonly groups: Set<string>;
  readonly groupNames: Map<string, string>;
  /** Tokens and set-up links that the person made. */
  readonly made: Set<string>;
  /** The newest value of each thing that entries tell. */
  readonly values: Map<string, Json>;
  /** Records that a reason can name, by event id. */
  readonly causes: Map<string, EventRecord>;
}

/** The history of a person from the records that can bear on it, in the order of the log; records about others alone change nothing. */
export function foldMember(records: readonly EventRecord[], userId: string): readonly HistoryEntry[] {
  const tokens = tokensEver(records);
  const state: State = {
    userId,
    user: null,
    company: null,
    mappings: new Map(),
    groups: new Set(),
    groupNames: new Map(),
    made: new Set(),
    values: new Map<string, Json>([
      ['active', true],
      ['owner', false],
    ]),
    causes: new Map(),
  };
  const entries: HistoryEntry[] = [];
  for (const record of records) {
    const before = accessOf(state);
    const told = takeIn(state, record);
    if (!told) continue;
    const access = accessChange(state, before, accessOf(state));
    entries.push(entryOf(state, record, { ...told, access, tokens }));
  }
  return entries;
}

/** What an entry tells besides its record. */
interface Told {
  readonly groupId?: string;
  readonly aboutId?: string;
  readonly values: readonly NewValue[];
}

const NOTHING: readonly NewValue[] = [];

/** The state after a record; what there is to tell of it, null where it is no part of the person's history. */
function takeIn(state: State, record: EventRecord): Told | null {
  const { event } = record;
  if (isUserEvent(event)) {
    if (event.data.userId !== state.userId) return null;
    state.user = projectUser(state.user, record as EventRecord<UserEvent>);
    return { values: newValues(event) };
  }
  switch (event.type) {
    case 'GroupCreated':
    case 'GroupRenamed':
      state.groupNames.set(event.data.groupId, event.data.displayName);
      return null;
    case 'GroupMembersAdded':
    case 'GroupMembersRemoved':
    case 'GroupDeleted':
      return takeInMembers(state, event);
    case 'GroupExternalIdChanged':
    case 'ClaimFenced':
    case 'EventCredentialIssued':
    case 'EventCredentialRevoked':
      return null;
    default:
      return takeInCompany(state, record);
  }
}

type MembersEvent = Extract<
  EventRecord['event'],
  { type: 'GroupMembersAdded' | 'GroupMembersRemoved' | 'GroupDeleted' }
>;

function takeInMembers({ user, userId, groups }: State, event: MembersEvent): Told | null {
  const { groupId } = event.data;
  if (event.type !== 'GroupDeleted' && !event.data.memberIds.includes(userId)) return null;
  const isMember = groups.has(groupId);
  if (event.type === 'GroupMembersAdded') {
    if (!user || isMember) return null;
    groups.add(groupId);
  } else {
    if (!isMember) return null;
    groups.delete(groupId);
    // The memberships of one who was deleted mean nothing any more.
    if (!user) return null;
  }
  return { groupId, values: NOTHING };
}

function takeInCompany(state: State, record: EventRecord): Told | null {
  const { event, cause } = record;
  const { userId, user, made, mappings, causes } = state;
  if (isPublished(event.type)) state.company = projectCompany(state.company, record as PublishedRecord, 'same');
  const isHis = cause.actor.kind === 'member' && cause.actor.id === userId;
  switch (event.type) {
    case 'OwnershipGranted':
    case 'OwnershipRevoked':
      causes.set(record.id, record);
      return event.data.userId === userId ? { values: newValues(event) } : null;
    case 'GroupMappingSet':
    case 'GroupMappingRemoved': {
      const { groupId } = event.data;
      const change = projectMapping(record);
      if (change?.row) mappings.set(groupId, change.row);
      else mappings.delete(groupId);
      causes.set(record.id, record);
      return user && state.groups.has(groupId) ? { groupId, values: mappingValues(event) } : null;
    }
    case 'ApplicationsChanged':
      return user && { values: [{ attribute: 'catalogue', value: event.data.applications }] };
    case 'CompanyRegistered':
    case 'DefaultAccessChanged': {
      const { defaults } = event.data;
      causes.set(record.id, record);
      const values = [
        { attribute: 'defaultRole', value: defaults.role },
        { attribute: 'defaultApplications', value: defaults.applications },
      ];
      if (user) return { values };
      for (const { attribute, value } of values) state.values.set(attribute, value);
      return null;
    }
    case 'SamlEnabled':
    case 'SamlDisabled':
    case 'ScimEnabled':
    case 'ScimPaused':
    case 'ScimResumed':
    case 'ScimDisabled':
      return user && { values: NOTHING };
    case 'TokenIssued':
    case 'SetupLinkIssued': {
      const id = event.type === 'TokenIssued' ? event.data.tokenId : event.data.linkId;
      if (isHis) made.add(id);
      return isHis ? { aboutId: id, values: NOTHING } : null;
    }
    case 'TokenRevoked':
    case 'TokenHandedOver':
    case 'SetupLinkUsed':
    case 'SetupLinkWithdrawn': {
      const id = 'tokenId' in event.data ? event.data.tokenId : event.data.linkId;
      return isHis || made.has(id) ? { aboutId: id, values: NOTHING } : null;
    }
    case 'SessionsEnded':
      return user && (event.data.userId === null || event.data.userId === userId) ? { values: NOTHING } : null;
    default:
      return null;
  }
}

function mappingValues(
  event: Extract<EventRecord['event'], { type: 'GroupMappingSet' | 'GroupMappingRemoved' }>,
): readonly NewValue[] {
  if (event.type === 'GroupMappingRemoved') return NOTHING;
  const { role, applications, precedence } = event.data;
  return [
    { attribute: 'mappedRole', value: role },
    { attribute: 'mappedApplications', value: applications },
    { attribute: 'precedence', value: precedence },
  ];
}

function accessOf({ userId, user, company, mappings, groups }: State): EffectiveAccess | null {
  if (!user || !company?.defaults) return null;
  return effectiveAccess({
    owner: Object.hasOwn(company.owners, userId) ? (company.owners[userId] ?? null) : null,
    status: { value: user.active ? 'active' : 'inactive', ...user.status },
    asserted: user.asserted,
    groupMappings: [...groups].flatMap((groupId) => mappings.get(groupId) ?? []),
    defaults: company.defaults,
  });
}

const then = (access: EffectiveAccess | null): AccessThen | null =>
  access && { role: access.role, applications: access.applications.map(({ name }) => name).toSorted() };

function accessChange(
  state: State,
  before: EffectiveAccess | null,
  after: EffectiveAccess | null,
): AccessChange | null {
  const [was, is] = [then(before), then(after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return null;
  // That the person is deleted or deactivated is what the entry says.
  if (!after || after.role === null) return { before: was, after: is, because: [] };
  const gained = after.applications.filter(({ name }) => !was?.applications.includes(name));
  const because = [
    ...(was?.role === after.role ? [] : [after.roleBecause]),
    ...gained.map((application) => application.because),
  ];
  const different = new Map(because.map((reason) => [`${reason.source} ${reason.eventId}`, reason]));
  return { before: was, after: is, because: [...different.values()].map((reason) => reasonOf(state, reason)) };
}

function reasonOf({ groupNames, causes }: State, { source, groupId, eventId, time }: Because): AccessReason {
  const cause = causes.get(eventId)?.cause ?? null;
  return {
    source,
    groupId: groupId ?? null,
    groupName: groupId === undefined ? null : (groupNames.get(groupId) ?? null),
    eventId,
    time,
    actor: cause?.actor ?? null,
    requestId: cause?.requestId ?? null,
  };
}

interface EntryParts extends Told {
  readonly access: AccessChange | null;
  readonly tokens: ReadonlyMap<string, EverToken>;
}

function entryOf(
  { groupNames, values }: State,
  { id, time, position, event, cause }: EventRecord,
  { groupId, aboutId, values: newOnes, access, tokens }: EntryParts,
): HistoryEntry {
  const scope = groupId === undefined ? '' : `${groupId} `;
  const changes = newOnes.map(({ attribute, value }) => {
    const before = values.get(scope + attribute) ?? null;
    values.set(scope + attribute, value);
    return { attribute, before, value };
  });
  return {
    id,
    time,
    position,
    type: event.type,
    actor: cause.actor,
    token: cause.tokenId === null ? null : namedToken(cause.tokenId, tokens),
    requestId: cause.requestId,
    address: null,
    reason: null,
    group: groupId === undefined ? null : { id: groupId, name: groupNames.get(groupId) ?? null },
    about: aboutId === undefined ? null : { id: aboutId, label: tokens.get(aboutId)?.label ?? null },
    changes,
    access,
  };
}

function namedToken(id: string, tokens: ReadonlyMap<string, EverToken>): NamedToken {
  const token = tokens.get(id);
  return { id, label: token?.label ?? null, revokedAt: token?.revoked?.time ?? null };
}
