import { section, type Requirement } from './requirement.ts';

/** RFC 9865, pages by cursor. */
export const rfc9865: readonly Requirement[] = [
  ...section('RFC9865 2', `
    first-page | MUST | An empty cursor asks for the first page.
    next-cursor | MUST | Every page but the last has a nextCursor; the last one has none.
    cursor-characters | MUST | A cursor is of unreserved characters of a URI.
    same-query | MUST | A cursor is good for the query that it came from and for no other.
    count-zero | SHALL | A count below 0 is 0, and 0 asks for totalResults alone.
    no-more-than-count | MUST NOT | A page has no more resources than count.
    index-kept | MUST | A request without a cursor is answered by the default method, here by index.`),
  ...section('RFC9865 2.1', `
    invalid-cursor | MUST | A cursor that is not one of this service is 400 invalidCursor.
    expired-cursor | MUST | A cursor that is too old is 400 expiredCursor.
    invalid-count | MUST | A count that is out of bounds is 400 invalidCount.`),
  ...section('RFC9865 2.2', `
    sorted-pages | MUST | An order that is asked for holds over all pages.`),
  ...section('RFC9865 3', `
    search-cursor | MUST | A search by POST takes a cursor in its body, an empty one for the first page.`),
  ...section('RFC9865 4', `
    config-pagination | MUST | The service provider configuration says in pagination whether there are cursors and indexes.
    config-default | MUST | Where both are supported it says which is the default.`),
  ...section('RFC9865 5', `
    not-an-authorization | MUST NOT | A cursor gives no access: the token alone does, and a cursor of another company is refused.
    tamper-proof | MUST | A cursor that was changed is noticed.`),
];
