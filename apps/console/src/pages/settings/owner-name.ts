import type { Owner } from '../../api/types.ts';

/** How an owner is called. */
export const ownerName = ({ displayName, userName, userId }: Owner): string => displayName ?? userName ?? userId;
