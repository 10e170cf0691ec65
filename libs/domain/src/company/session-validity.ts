import type { Actor, CompanyEvent, SamlSettings } from '@luciq/events';
import type { SessionRevisions } from '../command-context.ts';
import type { Applied } from '../decider.ts';
import type { Company, SessionsValidSince, SetupLinkState } from './company-state.ts';

/** Users whose single sign-outs are remembered, the newest of a company. */
export const MAX_ENDED_MEMBERS = 1_000;
/** Groups whose last change of mapping is remembered, the newest of a company. */
export const MAX_CHANGED_MAPPINGS = 10_000;

/** A company that was just registered. */
export const ALWAYS_VALID: SessionsValidSince = {
  everybody: -1,
  members: new Map(),
  owners: new Map(),
  mappings: new Map(),
  defaultRole: -1,
};

/** The revisions after one more event of a company. Total. */
export function nextValidSince(company: Company, applied: Applied<CompanyEvent>): SessionsValidSince {
  const { sessionsValidSince: since } = company;
  const { event, revision } = applied;
  switch (event.type) {
    case 'SamlConfigured':
      return replacesProvider(company.samlConfiguration, event.data) ? { ...since, everybody: revision } : since;
    case 'SamlDisabled':
      return { ...since, everybody: revision };
    case 'SessionsEnded':
      return event.data.userId === null
        ? { ...since, everybody: revision }
        : remembered(since, 'members', { id: event.data.userId, revision, most: MAX_ENDED_MEMBERS });
    case 'OwnershipGranted':
      return { ...since, owners: new Map([...since.owners, [event.data.userId, revision]]) };
    case 'OwnershipRevoked':
      return { ...since, owners: new Map([...since.owners].filter(([id]) => id !== event.data.userId)) };
    case 'DefaultAccessChanged':
      return event.data.defaults.role === company.defaults.role ? since : { ...since, defaultRole: revision };
    case 'GroupMappingSet': {
      const old = company.groupMappings.get(event.data.groupId);
      const isSame = old?.role === event.data.role && old.precedence === event.data.precedence;
      return isSame
        ? since
        : remembered(since, 'mappings', { id: event.data.groupId, revision, most: MAX_CHANGED_MAPPINGS });
    }
    case 'GroupMappingRemoved':
      return remembered(since, 'mappings', { id: event.data.groupId, revision, most: MAX_CHANGED_MAPPINGS });
    case 'CompanyRegistered':
    case 'ApplicationsChanged':
    case 'SamlEncryptionOffered':
    case 'SamlEncryptionWithdrawn':
    case 'SamlEnabled':
    case 'ScimEnabled':
    case 'ScimPaused':
    case 'ScimResumed':
    case 'ScimDisabled':
    case 'TokenIssued':
    case 'TokenRevoked':
    case 'TokenHandedOver':
    case 'SetupLinkIssued':
    case 'SetupLinkUsed':
    case 'SetupLinkWithdrawn':
      return since;
  }
}

/** What is dropped at the limit ends every older session, so that no session outlives what ended it. */
function remembered(
  since: SessionsValidSince,
  of: 'members' | 'mappings',
  { id, revision, most }: { readonly id: string; readonly revision: number; readonly most: number },
): SessionsValidSince {
  const all = [...[...since[of]].filter(([known]) => known !== id), [id, revision] as const];
  const [, forgotten] = all.length > most ? (all[0] ?? []) : [];
  return { ...since, [of]: new Map(all.slice(-most)), everybody: Math.max(since.everybody, forgotten ?? -1) };
}

const anchorsOf = ({ certificates, fingerprint }: SamlSettings): readonly string[] => [
  ...certificates,
  ...(fingerprint === null ? [] : [fingerprint]),
];

/**
 * True if users sign in at another address from now on, or a certificate, fingerprint or issuer is not trusted any more; that
 * ends all sessions. A certificate that is only added, before a change of keys, ends none.
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

/** True for a session that nothing in the company's stream has ended. `userId` is null for the session of a set-up link. */
export function isValidInCompany(
  company: Company,
  { company: revision, member }: SessionRevisions,
  userId: string | null,
): boolean {
  const { everybody, members, owners } = company.sessionsValidSince;
  if (everybody > revision) return false;
  if (userId !== null && (members.get(userId) ?? -1) > revision) return false;
  if (member?.role !== 'owner') return true;
  const since = userId === null ? undefined : owners.get(userId);
  return since !== undefined && since <= revision;
}

/** False for a link that was withdrawn, or forgotten because its issuer lost the right, perhaps after the request began. */
const isOpenedLink = (link: SetupLinkState | undefined): boolean => link !== undefined && link.used && !link.withdrawn;

/** As isValidInCompany, for a session of this actor: that of a set-up link also ends with the link. */
export function isSessionValid(
  company: Company,
  session: SessionRevisions,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
): boolean {
  if (kind === 'setup-link' && !isOpenedLink(company.setupLinks.get(id))) return false;
  return isValidInCompany(company, session, kind === 'member' ? id : null);
}
