import { section, type Requirement } from './requirement.ts';

/** RFC 7644, the protocol, but for queries and changes. */
const general: readonly Requirement[] = [
  ...section('RFC7644 2', `
    authenticate | MUST | A request that is not authenticated is 401 with WWW-Authenticate.
    authorize | MUST | What a client may do follows from who it is.`),
  ...section('RFC7644 3.1', `
    read-only-ignored | SHALL | Values for read-only attributes in a POST or PUT are ignored.
    media-type | MUST | Bodies are JSON in UTF-8, of the type application/scim+json.
    unknown-schemas | MUST NOT | An extension counts in a body even if schemas does not list it.`),
  ...section('RFC7644 3.2', `
    methods-endpoints | MUST | Each endpoint offers the methods of its kind; another method is refused.`),
  ...section('RFC7644 3.3', `
    created-201 | SHALL | A create is answered 201 with the resource.
    created-location | SHALL | A create is answered with the address in Location and the same in meta.location.
    conflict-409 | MUST | A create that conflicts with a resource that is there is 409 uniqueness.`),
  ...section('RFC7644 3.3.1', `
    resource-type | SHALL | meta.resourceType is set by the endpoint at which a resource was made.`),
  ...section('RFC7644 3.7', `
    bulk-id-unique | MUST | A bulkId is unique in its request.
    bulk-id-required | MUST | A POST of a bulk request has a bulkId.
    bulk-path | MUST | Each operation says a path: the endpoint for a POST, the resource for the rest.
    bulk-data | MUST | A POST, PUT or PATCH of a bulk request has data.
    bulk-continue | MUST | Without failOnErrors every operation is tried, whatever failed.
    bulk-independent | MUST | An operation that fails undoes no other one.`),
  ...section('RFC7644 3.7.1', `
    circular | MUST | Circular references are tried.`),
  ...section('RFC7644 3.7.2', `
    bulk-reference | MUST | A reference by bulkId becomes the id of what the other operation made.
    bulk-reference-path | MUST | A bulkId in the path of an operation means the resource that was made.
    bulk-reference-failed | MUST | An operation that refers to one that failed fails.`),
  ...section('RFC7644 3.7.3', `
    bulk-status | MUST | Each result says its status as a string, and its method.
    bulk-location | MUST | Each result says the address of its resource, but for a POST that failed.
    bulk-error-body | MUST | A result of a failure has the body of the error.
    bulk-fail-on-errors | MUST | After failOnErrors failures the rest is not done. 0, for which there is no rule, stops at the first.`),
  ...section('RFC7644 3.7.4', `
    bulk-limits | MUST | The largest request is said in the configuration.
    bulk-too-large | MUST | A request above a limit is 413, and the answer says which limit.`),
  ...section('RFC7644 3.8', `
    answer-json | MUST | Answers are JSON of the type application/scim+json.
    accept-json | MUST | A request that accepts application/json is answered.
    utf8 | MUST | Bodies are in UTF-8.`),
  ...section('RFC7644 3.9', `
    attributes | MUST | attributes names what is returned beside what is returned always.
    excluded-attributes | MUST | excludedAttributes names what is not returned of what is returned by default.
    exclude-always | SHALL | Excluding what is returned always has no effect.
    exclusive | MUST | attributes and excludedAttributes are not given together.
    any-answer | MUST | They count for POST, PUT and PATCH as they do for GET.`),
  ...section('RFC7644 3.10', `
    notation | MUST | A name may be qualified by the URN of its schema and may lead to a sub-attribute, in any case.
    extension-qualified | MUST | An attribute of an extension is named with its URN.`),
  ...section('RFC7644 3.11', `
    me-unsupported | MUST | /Me, which a token of a company has no use for, is 501.`),
  ...section('RFC7644 3.12', `
    error-body | MUST | A failure has a body of its own schema, with its status as a string.
    scim-type | MUST | A 400 says its kind in scimType where there is one for it.`),
  ...section('RFC7644 3.13', `
    version-path | MUST | The version in the path says which protocol is spoken.`),
  ...section('RFC7644 3.14', `
    etag-header | MUST | A version in meta.version is the same as in the ETag header.
    if-none-match | MUST | A GET of a version that the client has is 304.
    if-match | MUST | A change of a version that the client does not have is 412.`),
  ...section('RFC7644 4', `
    discovery-endpoints | SHALL | Configuration, schemas and resource types can be read, all and each.
    discovery-get-only | MUST | They can only be read.
    discovery-filter | SHALL | A filter of them is 403; other parameters of a query are ignored.
    schemas-of-types | MUST | Every schema that a resource type names can be read.`),
  ...section('RFC7644 6', `
    companies-apart | MUST | A client sees and changes resources of its own company alone.`),
  ...section('RFC7644 7', `
    tls | MUST | Requests come over TLS. | The proxy in front of the service ends it; the service itself speaks HTTP.
    token-secret | MUST | Tokens are kept as secrets: hashed, and compared in constant time.
    no-secrets-in-uris | MUST NOT | Secrets are not put into addresses.`),
];

/** RFC 7644 section 3.4: queries. */
const queries: readonly Requirement[] = [
  ...section('RFC7644 3.4.1', `
    read-one | MUST | A resource that is there is read by its address; one that is not is 404.`),
  ...section('RFC7644 3.4.2', `
    list-response | MUST | A list is a ListResponse, whatever it has.
    no-match-200 | SHALL | A query without a match is 200 with totalResults 0.
    total-results | MUST | totalResults counts all matches, not those of the page.
    unknown-parameters | SHALL | Parameters that are not known are ignored.`),
  ...section('RFC7644 3.4.2.1', `
    root-query | MUST | A query of the root searches all types that it can.
    too-many | SHALL | A query with more matches than can be answered is 400 tooMany. | Never happens: whatever matches is answered in pages.`),
  ...section('RFC7644 3.4.2.2', `
    operators | MUST | eq, ne, co, sw, ew, gt, ge, lt, le and pr mean what the table says.
    any-case | MUST | Names of attributes and operators are read in any case.
    case-exact | MUST | Values are compared by caseExact.
    precedence | MUST | Grouping comes before not, not before and, and before or.
    not-grouped | MUST | not stands before a group.
    same-element | MUST | A filter in [ ] matches one element as a whole.
    multi-valued-any | SHALL | A filter of a multi-valued attribute matches if any of its values does.
    complex-sub | SHALL | A filter of a complex attribute names a sub-attribute, or means its value.
    present | MUST | pr is true for what has a value that is not empty, for a complex attribute of which any sub-attribute has one.
    ordering-types | SHALL | gt, ge, lt and le of booleans and binary values are 400 invalidFilter.
    dates | SHALL | Dates are compared as times.
    unknown-operator | SHALL | A filter that is not understood is 400 invalidFilter.
    escapes | MUST | Strings are JSON strings, with their escapes.
    qualified | MUST | Names may be qualified by URNs.
    null | MUST | A value may be null, true or false.`),
  ...section('RFC7644 3.4.2.3', `
    order | SHALL | sortBy orders by the value of an attribute, ascending unless sortOrder says descending.
    order-type | MUST | The order is that of the type, by caseExact for strings.
    order-primary | SHALL | A multi-valued attribute is ordered by its primary value, else its first one.
    order-missing | SHALL | Resources without a value come last when ascending, first when descending.
    order-complex | MUST | A complex attribute is ordered by the sub-attribute that is named.`),
  ...section('RFC7644 3.4.2.4', `
    start-index | SHALL | startIndex counts from 1, and one below 1 is 1.
    count-negative | SHALL | A count below 0 is 0.
    count-zero | SHALL | A count of 0 asks for totalResults alone.
    count-limit | MUST NOT | A page has no more resources than count.
    items-per-page | MUST | itemsPerPage counts the resources of the page.`),
  ...section('RFC7644 3.4.3', `
    search-endpoint | MUST | A search by POST is answered as the same query by GET.
    search-schema | MUST | The body of a search has its URN in schemas. One that is missing is forgiven where a parameter shows what the body is; another one is 400 invalidSyntax.`),
];

/** RFC 7644 sections 3.5 and 3.6: changes. */
const changes: readonly Requirement[] = [
  ...section('RFC7644 3.5.1', `
    put-not-create | MUST NOT | A PUT creates nothing.
    put-replace | SHALL | Values that are given replace those that are there.
    put-immutable | MUST | An immutable attribute that has a value must be given the same, else 400 mutability.
    put-read-only | SHALL | Values of read-only attributes are ignored.
    put-required | MUST | A required attribute that is missing is 400 invalidValue.
    put-200 | SHALL | A PUT is answered 200 with the whole resource.`),
  ...section('RFC7644 3.5.2', `
    patch-schema | MUST | The body has the URN of a PATCH in schemas. One that is missing is forgiven (authentik leaves it out); another one is 400 invalidSyntax.
    one-or-more | MUST | The body has Operations, a list of one operation or more. None, and a value without a path that has no attribute, are 400 invalidSyntax.
    operations | MUST | Each operation has an op, which is add, remove or replace.
    paths | MUST | A path is an attribute, a sub-attribute, a value path, or a sub-attribute of a value path, qualified or not.
    invalid-path | SHALL | A path that is not understood is 400 invalidPath.
    in-order | MUST | Operations are done in their order, each on what the one before left.
    atomic | SHALL | A request is done whole or not at all.
    one-primary | SHALL | A value that becomes primary takes it from the one that was.
    read-only | SHALL | A change of a read-only attribute is 400 mutability.
    immutable | SHALL | A change of an immutable attribute that has a value is 400 mutability.
    schema-added | SHALL | An extension that a PATCH brings in is listed in schemas.
    answer | MUST | A PATCH is answered 200 with the entire resource, or 204. Here a group of more than 100 members is 204, everything else 200.
    answer-attributes | MUST | A PATCH with attributes is answered 200. Here 204 where the members of a group that it names can't be told when the change is done.`),
  ...section('RFC7644 3.5.2.1', `
    add-value | MUST | An add has a value.
    add-no-path | SHALL | An add without a path adds the attributes of an object.
    add-complex | SHALL | An add to a complex attribute adds its sub-attributes.
    add-missing | SHALL | An add to an attribute that is not there makes it.
    add-multi | SHALL | An add to a multi-valued attribute adds a value.
    add-single | SHALL | An add to a single attribute replaces its value.
    duplicate-no-change | SHALL NOT | An add of what is there changes nothing, lastModified included.`),
  ...section('RFC7644 3.5.2.2', `
    no-path | SHALL | A remove without a path is 400 noTarget.
    remove-single | SHALL | A remove of an attribute leaves it unassigned.
    remove-filtered | SHALL | A remove with a filter removes the values that match.
    remove-all-values | SHALL | An attribute whose last value is removed is unassigned.
    remove-sub | SHALL | A remove of a sub-attribute through a filter removes it from the values that match.
    remove-required | SHALL | A remove of a required or read-only attribute is 400 mutability.`),
  ...section('RFC7644 3.5.2.3', `
    replace-no-path | SHALL | A replace without a path replaces the attributes of an object.
    replace-single | SHALL | A replace of a single attribute replaces its value.
    replace-multi | SHALL | A replace of a multi-valued attribute replaces all of its values.
    replace-missing | SHALL | A replace of what is not there adds it.
    replace-complex | SHALL | A replace of a complex attribute replaces the sub-attributes that are given.
    replace-filtered | SHALL | A replace with a filter replaces every value that matches.
    replace-filtered-sub | SHALL | A replace of a sub-attribute through a filter replaces it in every value that matches.
    filter-no-match | SHALL | A replace with a filter that matches nothing is 400 noTarget. Not kept for a sub-attribute through a filter of nothing but eq, such as emails[type eq "work"].value: it makes the value, because Entra means it so.`),
  ...section('RFC7644 3.6', `
    delete-204 | SHALL | A delete is answered 204.
    delete-gone | MUST | After it every operation on the resource is 404.
    delete-not-found-in-lists | MUST | A deleted resource is in no list.
    delete-no-conflict | MUST NOT | A deleted resource stands in the way of no new one.`),
  ...section('RFC7644 5', `
    precis | MUST | Before userNames are compared, or tested for being the only one, they are prepared as PRECIS says.`),
];

/** Everything that RFC 7644 asks of a service provider. */
export const rfc7644: readonly Requirement[] = [...general, ...queries, ...changes];
