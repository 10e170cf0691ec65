import { ProblemException } from './problem.ts';

/** No member of that id in the company, or one who was deleted. */
export const noMember = (): ProblemException =>
  new ProblemException({
    status: 404,
    kind: 'member-not-found',
    detail: 'This company has no member with this id. The member may have been deleted; look for others in the list of members.',
  });

/** No group of that id in the company. */
export const noGroup = (): ProblemException =>
  new ProblemException({
    status: 404,
    kind: 'group-not-found',
    detail: 'This company has no group with this id. It may have been deleted in your identity provider; look for others in the list of groups.',
  });

/** Somebody confirms another name than the member has by now. */
export const renameChanged = (): ProblemException =>
  new ProblemException({
    status: 409,
    kind: 'rename-changed',
    detail: 'This member has another userName by now than you were shown. Look at the renames again, then confirm the one you mean.',
  });

/** A new company's owner could not become a member. */
export const ownerNotAccepted = (): ProblemException =>
  new ProblemException({
    status: 400,
    kind: 'owner-not-accepted',
    detail: 'The company is registered, but its owner could not be added. Check userName, name and e-mail address of the owner and send the request again.',
  });
