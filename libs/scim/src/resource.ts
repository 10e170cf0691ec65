import type { Attributes } from '@luciq/events';

/** A group as the write side and the read model both know it, without its members. */
export interface GroupResource {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  /** RFC 3339. */
  readonly created: string;
  readonly lastModified: string;
  /** Revision of the stream, from 0. */
  readonly revision: number;
}

/** A member of a group, or a group of a user: its id, and the name that is shown beside it. */
export interface Membership {
  readonly id: string;
  readonly display?: string;
}

/** A user as the write side and the read model both know it: everything a SCIM representation is rendered from. */
export interface UserResource {
  readonly id: string;
  readonly active: boolean;
  /** All readWrite attributes but `active`; see Attributes for the keys. */
  readonly attributes: Attributes;
  /** RFC 3339. */
  readonly created: string;
  readonly lastModified: string;
  /** Revision of the stream, from 0. */
  readonly revision: number;
}
