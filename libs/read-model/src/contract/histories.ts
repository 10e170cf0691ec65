import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { EXTENSION_APPLICATIONS_KEY, EXTENSION_ROLE_KEY } from '@luciq/entitlement';
import type {
  Attributes,
  CompanyEvent,
  DomainEvent,
  EventRecord,
  GroupEvent,
  Position,
  StreamName,
} from '@luciq/events';
import { companyStream, groupStream, plain, userStream } from '@luciq/events';
import type { Slice, Source } from '@luciq/pump';

/** A log in memory that gives positions with gaps, as engines do. */
export class MemoryLog implements Source<EventRecord> {
  readonly records: EventRecord[] = [];
  private readonly revisions = new Map<StreamName, number>();
  private readonly sequences = new Map<string, number>();

  /** Appends an event to a company's stream, or to that of a user. */
  append(companyId: string, userId: string | null, event: DomainEvent): EventRecord {
    return this.appendTo(userId === null ? companyStream(companyId) : userStream(companyId, userId), companyId, event);
  }

  /** Appends an event to a group's stream. */
  appendToGroup(companyId: string, event: GroupEvent): EventRecord {
    return this.appendTo(groupStream(companyId, event.data.groupId), companyId, event);
  }

  private appendTo(stream: StreamName, companyId: string, event: DomainEvent): EventRecord {
    const revision = (this.revisions.get(stream) ?? -1) + 1;
    const companySequence = (this.sequences.get(companyId) ?? 0) + 1;
    this.revisions.set(stream, revision);
    this.sequences.set(companyId, companySequence);
    const number = this.records.length + 1;
    const record: EventRecord = {
      position: BigInt(number) * 7n,
      stream,
      revision,
      companyId,
      companySequence,
      time: new Date(Date.UTC(2025, 0, 1) + number * 1_000).toISOString(),
      id: randomUUID(),
      event,
      cause: { commandId: 'command', requestId: 'request', actor: { kind: 'system', id: 'spec' }, tokenId: null },
    };
    this.records.push(record);
    return record;
  }

  /** Makes a member with these attributes. */
  provision(companyId: string, userId: string, attributes: Attributes): EventRecord {
    return this.append(companyId, userId, {
      type: 'UserProvisioned',
      data: { userId, origin: 'scim' },
      personal: plain(attributes),
    });
  }

  head(): Promise<Position> {
    return Promise.resolve(this.records.at(-1)?.position ?? 0n);
  }

  read({ after, limit }: { readonly after: Position; readonly limit: number }): Promise<Slice<EventRecord>> {
    const items = this.records.filter(({ position }) => position > after).slice(0, limit);
    return Promise.resolve({ items, through: items.at(-1)?.position ?? after });
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }
}

const attributes: fc.Arbitrary<Attributes> = fc.record(
  {
    userName: fc.constantFrom(
      'ada@x.example',
      'ADA@x.example',
      'Bo@x.example',
      'Žofie',
      'Z\u030cofie ',
      '\uff22o@x.example',
    ),
    externalId: fc.constantFrom('00u1', '00U1', '00u2'),
    displayName: fc.constantFrom('', 'Ada', 'zoe'),
    title: fc.constantFrom('', 'Engineer', 'engineer', 'Head of "x"'),
    name: fc.record({ familyName: fc.constantFrom('Lovelace', 'lovelace', 'Å') }, { requiredKeys: [] }),
    emails: fc.array(
      fc.record(
        { value: fc.constantFrom('a@x', 'B@x', ''), type: fc.constantFrom('work', 'Home'), primary: fc.boolean() },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': fc.constantFrom('R&D', 'r&d'),
    roles: fc.array(fc.record({ value: fc.constantFrom('admin', 'viewer'), primary: fc.boolean() }), { maxLength: 2 }),
    [EXTENSION_ROLE_KEY]: fc.constantFrom('viewer', 'adminstrator', ''),
    [EXTENSION_APPLICATIONS_KEY]: fc.array(fc.constantFrom('Shop', 'Chat'), { maxLength: 2 }),
  },
  { requiredKeys: ['userName'] },
);

const change = fc.record({
  set: attributes,
  unset: fc.subarray(['title', 'emails', 'externalId', 'roles', EXTENSION_ROLE_KEY]),
});

const mapping = fc.record({
  role: fc.constantFrom(null, 'admin', 'viewer'),
  applications: fc.subarray(['Shop', 'Chat', 'Maps']),
  precedence: fc.integer({ min: 0, max: 3 }),
});

type Step = { readonly companyId: string; readonly userId: string } & (
  | { readonly kind: 'provision'; readonly attributes: Attributes }
  | {
      readonly kind: 'profile' | 'access';
      readonly change: { readonly set: Attributes; readonly unset: readonly string[] };
    }
  | { readonly kind: 'UserDeactivated' | 'UserReactivated' | 'UserDeleted' | 'SignInNameHeld' | 'SignInNameSettled' }
  | { readonly kind: 'company'; readonly event: CompanyStep }
  | ({ readonly groupId: string } & GroupStep)
);

type CompanyStep =
  | 'OwnershipGranted'
  | 'OwnershipRevoked'
  | 'SamlDisabled'
  | 'ScimEnabled'
  | 'ScimPaused'
  | 'ScimResumed'
  | 'ScimDisabled'
  | 'ApplicationsChanged'
  | 'DefaultAccessChanged';

type GroupStep =
  | { readonly kind: 'group'; readonly displayName: string; readonly externalId: string | null }
  | { readonly kind: 'members'; readonly came: boolean; readonly memberIds: readonly string[] }
  | { readonly kind: 'GroupDeleted' | 'unmap' }
  | {
      readonly kind: 'map';
      readonly mapping: {
        readonly role: string | null;
        readonly applications: readonly string[];
        readonly precedence: number;
      };
    };

const who = { companyId: fc.constantFrom('acme', 'globex'), userId: fc.constantFrom('u1', 'u2', 'u3', 'u4') };

const which = { ...who, groupId: fc.constantFrom('g1', 'g2', 'g3') };
const groupName = {
  displayName: fc.constantFrom('Team A', 'team b', 'Žofie', 'a'),
  externalId: fc.constantFrom(null, 'x1', 'X1'),
};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ ...which, ...groupName, kind: fc.constant('group' as const) }),
  fc.record({
    ...which,
    kind: fc.constant('members' as const),
    came: fc.boolean(),
    memberIds: fc.subarray(['u1', 'u2', 'u3', 'u4'], { minLength: 1 }),
  }),
  fc.record({
    ...which,
    kind: fc.constant('members' as const),
    came: fc.constant(true),
    memberIds: fc.subarray(['u1', 'u2', 'u3', 'u4'], { minLength: 1 }),
  }),
  fc.record({ ...which, kind: fc.constant('map' as const), mapping }),
  fc.record({ ...which, kind: fc.constantFrom('GroupDeleted' as const, 'unmap' as const) }),
  fc.record({ ...who, kind: fc.constant('provision' as const), attributes }),
  fc.record({ ...who, kind: fc.constantFrom('profile' as const, 'access' as const), change }),
  fc.record({
    ...who,
    kind: fc.constantFrom(
      'UserDeactivated' as const,
      'UserReactivated' as const,
      'UserDeleted' as const,
      'SignInNameHeld' as const,
      'SignInNameSettled' as const,
    ),
  }),
  fc.record({
    ...who,
    kind: fc.constant('company' as const),
    event: fc.constantFrom<CompanyStep>('OwnershipGranted', 'OwnershipRevoked'),
  }),
  fc.record({
    ...who,
    kind: fc.constant('company' as const),
    event: fc.constantFrom<CompanyStep>(
      'SamlDisabled',
      'ScimEnabled',
      'ScimPaused',
      'ScimResumed',
      'ScimDisabled',
      'ApplicationsChanged',
      'DefaultAccessChanged',
    ),
  }),
);

function run(log: MemoryLog, present: Map<string, boolean>, at: Step): void {
  const { companyId, userId } = at;
  const key = `${companyId}/${userId}`;
  if (at.kind === 'company') {
    log.append(companyId, null, companyEvent(at.event, userId));
    return;
  }
  if ('groupId' in at) {
    runGroup(log, present, at);
    return;
  }
  if (at.kind === 'provision') {
    if (!present.has(key)) log.provision(companyId, userId, at.attributes);
    present.set(key, present.get(key) ?? true);
    return;
  }
  if (!present.get(key)) return;
  if (at.kind === 'profile') {
    log.append(companyId, userId, {
      type: 'ProfileUpdated',
      data: { userId, changed: [] },
      personal: plain(at.change),
    });
  } else if (at.kind === 'access') {
    log.append(companyId, userId, { type: 'AccessChanged', data: { userId, ...at.change } });
  } else if (at.kind === 'SignInNameHeld') {
    log.append(companyId, userId, {
      type: at.kind,
      data: { userId },
      personal: plain({ signInName: 'Ada@x.example' }),
    });
  } else if (at.kind === 'SignInNameSettled') {
    log.append(companyId, userId, { type: at.kind, data: { userId, how: 'confirmed' } });
  } else {
    log.append(companyId, userId, { type: at.kind, data: { userId } });
    if (at.kind === 'UserDeleted') present.set(key, false);
  }
}

function companyEvent(type: CompanyStep, userId: string): CompanyEvent {
  switch (type) {
    case 'OwnershipGranted':
    case 'OwnershipRevoked':
      return { type, data: { userId } };
    case 'ApplicationsChanged':
      return { type, data: { applications: ['Shop', 'Maps'] } };
    case 'DefaultAccessChanged':
      return { type, data: { defaults: { role: 'observer', applications: ['Maps'] } } };
    default:
      return { type, data: {} };
  }
}

/** Ids may be of users who are gone, or were never there: the rows must not have those. */
function runGroup(log: MemoryLog, present: Map<string, boolean>, at: Extract<Step, { groupId: string }>): void {
  const { companyId, groupId } = at;
  const key = `${companyId}/${groupId}`;
  if (at.kind === 'map') log.append(companyId, null, { type: 'GroupMappingSet', data: { groupId, ...at.mapping } });
  else if (at.kind === 'unmap') log.append(companyId, null, { type: 'GroupMappingRemoved', data: { groupId } });
  else if (at.kind === 'group' && !present.has(key)) {
    present.set(key, true);
    log.appendToGroup(companyId, {
      type: 'GroupCreated',
      data: { groupId, displayName: at.displayName, externalId: at.externalId, origin: 'scim' },
    });
  } else if (!present.get(key)) return;
  else if (at.kind === 'group') {
    log.appendToGroup(companyId, { type: 'GroupRenamed', data: { groupId, displayName: at.displayName } });
    log.appendToGroup(companyId, { type: 'GroupExternalIdChanged', data: { groupId, externalId: at.externalId } });
  } else if (at.kind === 'members') {
    log.appendToGroup(companyId, {
      type: at.came ? 'GroupMembersAdded' : 'GroupMembersRemoved',
      data: { groupId, memberIds: at.memberIds },
    });
  } else {
    log.appendToGroup(companyId, { type: 'GroupDeleted', data: { groupId } });
    present.set(key, false);
  }
}

/** Random histories of two companies with a few members and groups, as deciders would allow them. */
export const histories: fc.Arbitrary<MemoryLog> = fc.array(step, { maxLength: 60 }).map((steps) => {
  const log = new MemoryLog();
  const present = new Map<string, boolean>();
  log.append('acme', null, {
    type: 'CompanyRegistered',
    data: { name: 'Acme', applications: ['Shop'], defaults: { role: 'viewer', applications: ['Shop'] } },
  });
  log.append('acme', null, { type: 'SamlEnabled', data: {} });
  for (const at of steps) run(log, present, at);
  return log;
});
