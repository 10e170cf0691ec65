import type { Attributes } from '@luciq/events';

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
