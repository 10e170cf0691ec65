/**
 * Name of the stream of one user, group or company: `<company>/user/<id>`, `<company>/group/<id>`, `<company>/company`; and of the credentials of the feed,
 * which belong to no company.
 */
export type StreamName = string & { readonly __stream: unique symbol };

/** What a stream belongs to, read back from its name. */
export interface StreamParts {
  readonly companyId: string;
  readonly kind: 'user' | 'group' | 'company' | 'event-credentials';
  readonly id: string;
}

const COMPANY_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const STREAM = /^([a-z0-9][a-z0-9-]{0,63})\/(?:(company)|(user|group)\/([A-Za-z0-9-]{1,64}))$/;
/** Form of the id of a user or group: 1 to 64 letters, digits and dashes. No other has a stream. */
export const RESOURCE_ID = /^[A-Za-z0-9-]{1,64}$/;

/** True for a name that can be a company id: 1 to 64 of `a-z`, `0-9` and `-`, not beginning with `-`. */
export const isCompanyId = (value: string): boolean => COMPANY_ID.test(value);

/** True for what can be the id of a user or group. */
export const isResourceId = (value: string): boolean => RESOURCE_ID.test(value);

/** The stream of one user. The company comes first, so that one company can be read alone. */
export const userStream = (companyId: string, userId: string): StreamName =>
  `${companyId}/user/${userId}` as StreamName;

/** The stream of one group. */
export const groupStream = (companyId: string, groupId: string): StreamName =>
  `${companyId}/group/${groupId}` as StreamName;

/** Stands for the company of what belongs to none. No company can have this id. */
export const NO_COMPANY = '-';

/** The stream of the credentials that read the feed of events. */
export const EVENT_CREDENTIALS_STREAM = `${NO_COMPANY}/event-credentials` as StreamName;

/** The stream of the company itself. */
export const companyStream = (companyId: string): StreamName => `${companyId}/company` as StreamName;

/** Takes a stream name apart; throws RangeError for a name that none of the functions above makes. */
export function parseStream(name: string): StreamParts {
  if (name === EVENT_CREDENTIALS_STREAM) return { companyId: NO_COMPANY, kind: 'event-credentials', id: NO_COMPANY };
  const match = STREAM.exec(name);
  if (!match) throw new RangeError(`not a stream name: ${name}`);
  const [, companyId = '', company, kind, id = ''] = match;
  return company
    ? { companyId, kind: 'company', id: companyId }
    : { companyId, kind: kind === 'group' ? 'group' : 'user', id };
}
