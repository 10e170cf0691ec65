import type { GroupRow } from '../projections/groups.ts';
import type { UserRow } from '../projections/users.ts';
import type { RowKey } from './row-engine.ts';

/** A user while records are folded; `row` is null before the first record and after the deletion. */
export interface UserState extends RowKey {
  row: UserRow | null;
  /** The row as it is stored. */
  stored: UserRow | null;
  wasDeleted: boolean;
}

/** A group while records are folded. */
export interface GroupState extends RowKey {
  row: GroupRow | null;
  wasStored: boolean;
  /** True where all members who have rows must go, before those of `members` are looked at. */
  wasDeleted: boolean;
  /** Who came in this batch before the group was deleted, and has no record in it. */
  readonly disbanded: string[];
  /** Whether a user came or left, whatever happened last; those who have no row of `users` at the end never come in. */
  readonly members: Map<string, boolean>;
}

/** A user or group of a company as a key. */
export const keyOf = ({ companyId, id }: RowKey): string => `${companyId}/${id}`;

/** A group of which nothing is known yet. */
export const newGroup = ({ companyId, id }: RowKey): GroupState => ({
  companyId,
  id,
  row: null,
  wasStored: false,
  wasDeleted: false,
  disbanded: [],
  members: new Map(),
});
