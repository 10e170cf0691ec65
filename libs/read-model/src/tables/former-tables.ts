/** A name that a user had and has no longer: personal, also after the user was deleted. */
export interface FormerNamesTable {
  company_id: string;
  user_id: string;
  /** The event that ended it, and the place among the names that the event ended. */
  event_id: string;
  number: number;
  /** One of NAME_KINDS. */
  kind: string;
  name: string;
  /** The name in the form in which names are compared. */
  name_folded: string;
  from_time: string;
  until_time: string;
  /** 1 where it ended with the user's deletion. */
  deleted: number;
}

/** A group that a user was in once: the user may be in it again, or the group be gone. */
export interface FormerMembersTable {
  company_id: string;
  user_id: string;
  group_id: string;
}

/** Every column of `former_names`, in the order in which rows are written. */
export const FORMER_NAME_COLUMNS = [
  'company_id',
  'user_id',
  'event_id',
  'number',
  'kind',
  'name',
  'name_folded',
  'from_time',
  'until_time',
  'deleted',
] as const satisfies readonly (keyof FormerNamesTable)[];

/** Every column of `former_members`, in the order in which rows are written. */
export const FORMER_MEMBER_COLUMNS = [
  'company_id',
  'user_id',
  'group_id',
] as const satisfies readonly (keyof FormerMembersTable)[];
