import { ProblemThrown } from './problem.ts';

/** No member of that id in the company, or one who was deleted. */
export const noMember = (): ProblemThrown =>
  new ProblemThrown({
    status: 404,
    kind: 'member-not-found',
    detail: 'This company has no member with this id. The member may have been deleted; look for others in the list of members.',
  });

/** No group of that id in the company. */
export const noGroup = (): ProblemThrown =>
  new ProblemThrown({
    status: 404,
    kind: 'group-not-found',
    detail: 'This company has no group with this id. It may have been deleted in your identity provider; look for others in the list of groups.',
  });

/** Somebody confirms another name than the member has by now. */
export const renameChanged = (): ProblemThrown =>
  new ProblemThrown({
    status: 409,
    kind: 'rename-changed',
    detail: 'This member has another userName by now than you were shown. Look at the renames again, then confirm the one you mean.',
  });

/** A new company's owner could not become a member. */
export const ownerNotAccepted = (): ProblemThrown =>
  new ProblemThrown({
    status: 400,
    kind: 'owner-not-accepted',
    detail: 'The company is registered, but its owner could not be added. Check userName, name and e-mail address of the owner and send the request again.',
  });

/** The page before ended at something that is not there any more. */
export const placeGone = (): ProblemThrown =>
  new ProblemThrown({ status: 410, kind: 'place-gone', detail: 'The list has changed so that the next page cannot be found. Begin again with the first page.' });
