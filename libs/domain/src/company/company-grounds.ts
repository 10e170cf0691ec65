import type { Actor, CompanyEvent, SamlSettings } from '@luciq/events';
import type { Applied } from '../decider.ts';
import type { Company, SetupLinkState } from './company-state.ts';

/** Members of a company whose sessions were ended one by one, of whom that is remembered, the newest. */
export const MAX_ENDED_MEMBERS = 1_000;
/** Groups of a company of which the last change of their mapping is remembered, the newest. */
export const MAX_CHANGED_MAPPINGS = 10_000;

/**
 * When that changed which sessions of a company's console rest on, as revisions of the company's stream. A session is made
 * under one revision and is good as long as nothing that bears on it changed after that, even if it was changed back.
 */
export interface CompanyGrounds {
  /** The last one that ended every session, -1 for none. */
  readonly everybody: number;
  /** The last one that ended the sessions of one member, by user id. */
  readonly members: ReadonlyMap<string, number>;
  /** Since when someone is an owner, by user id. */
  readonly owners: ReadonlyMap<string, number>;
  /** When role or precedence of a mapping changed last, by group id; also of one that was removed. */
  readonly mappings: ReadonlyMap<string, number>;
  /** When the role of members who are asserted nothing changed last. */
  readonly defaultRole: number;
}

/** What a session of a member rests on. */
export interface MemberGrounds {
  readonly role: 'owner' | 'admin';
  /** Revision of the member's stream. */
  readonly revision: number;
  /** The group whose mapping gave the role, and the revision of its stream; null where it was none. */
  readonly group: { readonly id: string; readonly revision: number } | null;
}

/** What a session rests on: the streams as they were when it was made. */
export interface SessionGrounds {
  /** Revision of the company's stream. */
  readonly company: number;
  /** Null for anyone who opened a set-up link. */
  readonly member: MemberGrounds | null;
}

/** A company that was just registered. */
export const NEW_GROUNDS: CompanyGrounds = {
  everybody: -1,
  members: new Map(),
  owners: new Map(),
  mappings: new Map(),
  defaultRole: -1,
};

/** The grounds after one more event of a company. Total. */
export function nextGrounds(company: Company, applied: Applied<CompanyEvent>): CompanyGrounds {
  const { grounds } = company;
  const { event, revision } = applied;
  switch (event.type) {
    case 'SamlConfigured':
      return replacesProvider(company.samlConfiguration, event.data) ? { ...grounds, everybody: revision } : grounds;
    case 'SamlDisabled':
      return { ...grounds, everybody: revision };
    case 'SessionsEnded':
      return event.data.userId === null
        ? { ...grounds, everybody: revision }
        : remembered(grounds, 'members', { id: event.data.userId, revision, most: MAX_ENDED_MEMBERS });
    case 'OwnershipGranted':
      return { ...grounds, owners: new Map([...grounds.owners, [event.data.userId, revision]]) };
    case 'OwnershipRevoked':
      return { ...grounds, owners: new Map([...grounds.owners].filter(([id]) => id !== event.data.userId)) };
    case 'DefaultAccessChanged':
      return event.data.defaults.role === company.defaults.role ? grounds : { ...grounds, defaultRole: revision };
    case 'GroupMappingSet': {
      const old = company.groupMappings.get(event.data.groupId);
      const isSame = old?.role === event.data.role && old.precedence === event.data.precedence;
      return isSame
        ? grounds
        : remembered(grounds, 'mappings', { id: event.data.groupId, revision, most: MAX_CHANGED_MAPPINGS });
    }
    case 'GroupMappingRemoved':
      return remembered(grounds, 'mappings', { id: event.data.groupId, revision, most: MAX_CHANGED_MAPPINGS });
    default:
      return grounds;
  }
}

/** What is forgotten for want of room ends every session that is older than it: no session outlives what ended it. */
function remembered(
  grounds: CompanyGrounds,
  of: 'members' | 'mappings',
  { id, revision, most }: { readonly id: string; readonly revision: number; readonly most: number },
): CompanyGrounds {
  const all = [...[...grounds[of]].filter(([known]) => known !== id), [id, revision] as const];
  const [, forgotten] = all.length > most ? (all[0] ?? []) : [];
  return { ...grounds, [of]: new Map(all.slice(-most)), everybody: Math.max(grounds.everybody, forgotten ?? -1) };
}

const anchorsOf = ({ certificates, fingerprint }: SamlSettings): readonly string[] => [
  ...certificates,
  ...(fingerprint === null ? [] : [fingerprint]),
];

/**
 * True where sign-in goes to another place from now on, or something that was trusted is trusted no longer: anyone who came in by
 * it has to come again, also where no issuer was named before and any was believed. What is only added, a second certificate before a change of keys, takes nobody's session.
 */
export function replacesProvider(before: SamlSettings | null, after: SamlSettings): boolean {
  if (before === null) return false;
  const kept = new Set(anchorsOf(after));
  return (
    before.entryPoint !== after.entryPoint ||
    before.issuer !== after.issuer ||
    anchorsOf(before).some((anchor) => !kept.has(anchor))
  );
}

/** True for a session that nothing in the company's stream has ended: of the member, or of a set-up link without one. */
export function companyHolds(
  company: Company,
  { company: revision, member }: SessionGrounds,
  userId: string | null,
): boolean {
  const { everybody, members, owners } = company.grounds;
  if (everybody > revision) return false;
  if (userId !== null && (members.get(userId) ?? -1) > revision) return false;
  if (member?.role !== 'owner') return true;
  const since = userId === null ? undefined : owners.get(userId);
  return since !== undefined && since <= revision;
}

/** False for a link that was withdrawn, or forgotten because its issuer lost the right: it may have been so since the request began. */
const isOpenedLink = (link: SetupLinkState | undefined): boolean => link !== undefined && link.used && !link.withdrawn;

/** True for a session of this actor that nothing in the company's stream has ended, the end of its set-up link included. */
export function sessionHolds(
  company: Company,
  grounds: SessionGrounds,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
): boolean {
  if (kind === 'setup-link' && !isOpenedLink(company.setupLinks.get(id))) return false;
  return companyHolds(company, grounds, kind === 'member' ? id : null);
}
