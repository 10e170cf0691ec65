import type { Requirement } from './requirement.ts';
import { section } from './requirement.ts';

/**
 * RFC 9865, pages by cursor. Its sections and what they ask were compared with the working group's draft of June 2025 (`draft-ietf-scim-cursor-pagination`
 * after revision 08), whose table of contents names 2.1 errors, 2.2 sorting, 2.3 cursors alone, 2.4 both methods, 3 POST, 4 configuration and 5.2
 * confidentiality. The text of the RFC itself could not be read.
 */
export const rfc9865: readonly Requirement[] = [
  ...section(
    'RFC9865 2',
    `
    first-page | MUST | An empty cursor asks for the first page.
    next-cursor | MUST | Every page but the last has a nextCursor; the last one has none.
    cursor-characters | MUST | A cursor is of unreserved characters of a URI.
    same-query | MUST | A client repeats the query with its cursor; a cursor of another query is refused here. Another count is taken.
    count-zero | SHALL | A count below 0 is 0, and 0 asks for totalResults alone.
    no-more-than-count | MUST NOT | A page has no more resources than count.`,
  ),
  ...section(
    'RFC9865 2.1',
    `
    invalid-cursor | SHOULD | A cursor that is not one of this service is 400 invalidCursor.
    expired-cursor | SHOULD | A cursor that is too old is 400 expiredCursor.
    invalid-count | SHOULD | A count that is none, or above the largest page, is 400 invalidCount.`,
  ),
  ...section(
    'RFC9865 2.2',
    `
    sorted-pages | SHOULD | An order that is asked for holds over all pages.`,
  ),
  ...section(
    'RFC9865 2.4',
    `
    index-kept | MUST | Where both methods are offered a request for neither is answered by the default one, here by index. A cursor and a
      startIndex together are 400 invalidValue, for which there is no rule.`,
  ),
  ...section(
    'RFC9865 3',
    `
    search-cursor | MUST | A search by POST takes a cursor in its body, an empty one for the first page.`,
  ),
  ...section(
    'RFC9865 4',
    `
    config-pagination | SHOULD | The service provider configuration has pagination, which then must say whether there are cursors and indexes.
    config-default | MAY | It says which method is the default.`,
  ),
  ...section(
    'RFC9865 5.2',
    `
    not-an-authorization | MUST | A cursor gives no access: the token alone does, and a cursor of another company is refused.
    tamper-proof | SHOULD | A cursor that was changed is noticed and is 400 invalidCursor.`,
  ),
];
