import type { Requirement } from './requirement.ts';
import { section } from './requirement.ts';

/** RFC 7644, the protocol, but for queries and changes. */
const general: readonly Requirement[] = [
  ...section(
    'RFC7644 2',
    `
    authenticate | SHALL | A request that is not authenticated is 401, with the schemes in WWW-Authenticate.
    authorize | MUST | What a client may do follows from who it is.`,
  ),
  ...section(
    'RFC7644 3.1',
    `
    read-only-ignored | SHALL | Values for read-only attributes in a POST or PUT are ignored.
    media-type | MUST | Bodies are JSON in UTF-8, of the type application/scim+json.
    unknown-schemas | MUST NOT | An extension counts in a body even if schemas does not list it.`,
  ),
  ...section(
    'RFC7644 3.2',
    `
    methods-endpoints | MUST | Each endpoint offers the methods of its kind; another method is refused.`,
  ),
  ...section(
    'RFC7644 3.3',
    `
    created-201 | SHALL | A create is answered 201, and should have the resource as it is then shown. Here always; members of a group have
      no names where these can't be told when it is done.
    created-location | SHALL | A create is answered with the address in Location and the same in meta.location of the body.
    conflict-409 | MUST | A create that conflicts with a resource that is there is 409 uniqueness. Not kept for the userName of a
      deactivated member: that is a rehire, and 201 with the id the member had (decision 0005).`,
  ),
  ...section(
    'RFC7644 3.3.1',
    `
    resource-type | SHALL | meta.resourceType is set by the service, to the type of the endpoint at which the resource was made.`,
  ),
  ...section(
    'RFC7644 3.7',
    `
    bulk-id-unique | MUST | A bulkId is unique in its request.
    bulk-id-required | MUST | A POST of a bulk request has a bulkId.
    bulk-path | MUST | Each operation says a path: the endpoint for a POST, the resource for the rest.
    bulk-data | MUST | A POST, PUT or PATCH of a bulk request has data.
    bulk-continue | MUST | Without failOnErrors every operation is tried, whatever failed.
    bulk-200 | MUST | A bulk request that was processed is 200, whatever became of its operations; one that can't be is an error.
    bulk-id-returned | MUST | The result of an operation has the bulkId that it was sent with.
    bulk-independent | MUST | An operation that fails undoes no other one.`,
  ),
  ...section(
    'RFC7644 3.7.1',
    `
    circular | MUST | Circular references are tried, and resolved or told as a failure.`,
  ),
  ...section(
    'RFC7644 3.7.2',
    `
    bulk-reference | MUST | A reference by bulkId becomes the id of what the other operation made.
    bulk-reference-path | MUST | A bulkId in the path of an operation means the resource that was made.
    bulk-reference-failed | MUST | An operation that refers to one that failed fails.`,
  ),
  ...section(
    'RFC7644 3.7.3',
    `
    bulk-status | MUST | Each result says its status as a string, and its method.
    bulk-location | MUST | Each result says the address of its resource, that of a failure too; only a POST that failed has none.
    bulk-error-body | MUST | A result of a failure has the body of the error in response, as section 3.12 has it.
    bulk-fail-on-errors | MUST | After failOnErrors failures the rest is not done. 0, for which there is no rule, stops at the first.`,
  ),
  ...section(
    'RFC7644 3.7.4',
    `
    bulk-limits | MUST | There is a largest number of operations and of bytes, and the configuration says both.
    bulk-too-large | MUST | A request above a limit is 413, and the answer says which limit.`,
  ),
  ...section(
    'RFC7644 3.8',
    `
    answer-json | MUST | Answers are JSON of the type application/scim+json.
    accept-json | SHOULD | A request that accepts application/json is answered, as one that accepts application/scim+json must be.
    utf8 | MUST | Bodies are in UTF-8.`,
  ),
  ...section(
    'RFC7644 3.9',
    `
    attributes | MUST | attributes names what is returned beside what is returned always, instead of what is returned by default.
    excluded-attributes | MUST | excludedAttributes names what is not returned of what is returned by default.
    exclude-always | SHALL | Excluding what is returned always has no effect.
    exclusive | MUST | attributes and excludedAttributes are not given together.
    any-answer | MUST | They count for POST, PUT and PATCH as they do for GET.`,
  ),
  ...section(
    'RFC7644 3.10',
    `
    notation | MUST | A name may be qualified by the URN of its schema and may lead to a sub-attribute, in any case.
    extension-qualified | MUST | An attribute of an extension is named with its URN.`,
  ),
  ...section(
    'RFC7644 3.11',
    `
    me-unsupported | SHOULD | /Me, which a token of a company has no use for, is 501.`,
  ),
  ...section(
    'RFC7644 3.12',
    `
    error-body | MUST | A failure has a body of its own schema, with its HTTP status as a string.
    scim-type | MAY | A 400 says its kind in scimType where there is one for it.`,
  ),
  ...section(
    'RFC7644 3.13',
    `
    version-path | MAY | The version in the path says which protocol is spoken.`,
  ),
  ...section(
    'RFC7644 3.14',
    `
    etag-header | MUST | An answer with one resource has its version in the ETag header, and should have the same in meta.version. Here also
      an answer of 204 to a PATCH; not one to a DELETE.
    if-none-match | MUST | A GET of a version that the client has is 304 with an empty body.
    if-match | MUST | A PUT or PATCH of another version than the client names is 412, and changes nothing. Here a DELETE too.`,
  ),
  ...section(
    'RFC7644 4',
    `
    discovery-endpoints | SHALL | Configuration, schemas and resource types can be read: all in a ListResponse, and each alone.
    discovery-get-only | MUST | They can only be read.
    discovery-filter | SHALL | Parameters of a query are ignored there. A filter should be 403, and is.
    schemas-of-types | MUST | Every schema that a resource type names can be read.`,
  ),
  ...section(
    'RFC7644 6',
    `
    companies-apart | MUST | A client sees and changes resources of its own company alone; those of another do not exist for it.`,
  ),
  ...section(
    'RFC7644 7',
    `
    tls | MUST | Requests come over TLS. | The proxy in front of the service ends it; the service itself speaks HTTP.
    token-secret | MUST | Tokens are kept as secrets: hashed, and compared in constant time.
    no-secrets-in-uris | MUST NOT | Secrets are not put into addresses.`,
  ),
];

/** RFC 7644 section 3.4: queries. */
const queries: readonly Requirement[] = [
  ...section(
    'RFC7644 3.4.1',
    `
    read-one | MUST | A resource that is there is read by its address; one that is not is 404.`,
  ),
  ...section(
    'RFC7644 3.4.2',
    `
    list-response | MUST | A list is a ListResponse, whatever it has, and has Resources even where it is empty.
    no-match-200 | SHALL | A query without a match is 200 with totalResults 0.
    total-results | MUST | totalResults counts all matches, not those of the page.
    unknown-parameters | SHOULD | Parameters that are not known are ignored.`,
  ),
  ...section(
    'RFC7644 3.4.2.1',
    `
    root-query | SHALL | A query of the root has resources of all types, by POST of /.search. Not kept for roles, which are in no list but their own.
    root-unknown | SHALL | In a query of several types an attribute that a type does not have counts as one without a value there.
    too-many | SHALL | A query with more matches than can be answered is 400 tooMany. | Never happens: whatever matches is answered in pages.`,
  ),
  ...section(
    'RFC7644 3.4.2.2',
    `
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
    unknown-operator | MUST | A filter with an operator that is not known is 400 invalidFilter, and so is one that is not understood. Not
      kept for attributes that no schema knows: these count as unassigned (decision 0008). Taken beside the grammar, as
      Entra sends it: emails[type eq "work"].value eq "x", a sub-attribute after a value path.
    escapes | MUST | Strings are JSON strings, with their escapes.
    qualified | MUST | Names may be qualified by URNs.
    null | MUST | A value may be null, true or false.`,
  ),
  ...section(
    'RFC7644 3.4.2.3',
    `
    order | SHALL | sortBy orders by the value of an attribute, ascending unless sortOrder says descending. Not kept for users and groups
      together: such a search with sortBy is 400 invalidValue.
    order-type | MUST | The order is that of the type, by caseExact for strings.
    order-primary | SHALL | A multi-valued attribute is ordered by its primary value, else its first one.
    order-missing | SHALL | Resources without a value come last when ascending, first when descending.
    order-complex | MUST | A complex attribute is ordered by the sub-attribute that is named.`,
  ),
  ...section(
    'RFC7644 3.4.2.4',
    `
    start-index | SHALL | startIndex counts from 1, and one below 1 is 1.
    count-negative | SHALL | A count below 0 is 0.
    count-zero | SHALL | A count of 0 asks for totalResults alone.
    count-limit | MUST NOT | A page has no more resources than count.
    items-per-page | MUST | itemsPerPage counts the resources of the page.`,
  ),
  ...section(
    'RFC7644 3.4.3',
    `
    search-endpoint | SHALL | A POST of /.search is a query, and is answered as the same query by GET.
    search-schema | MUST | The body of a search has its URN in schemas. One that is missing is forgiven where a parameter shows what the
      body is; another one is 400 invalidSyntax.`,
  ),
];

/** RFC 7644 sections 3.5 and 3.6: changes. */
const changes: readonly Requirement[] = [
  ...section(
    'RFC7644 3.5.1',
    `
    put-not-create | MUST NOT | A PUT creates nothing.
    put-replace | SHALL | Values that are given replace those that are there. Values that are not given may be cleared: here they are, but
      for active, and for the members of a group, which stay as they are.
    put-immutable | MUST | An immutable attribute that has a value is given the same, else the answer should be 400 mutability.
    put-read-only | SHALL | Values of read-only attributes are ignored.
    put-required | MUST | A PUT gives every required attribute; one that is missing is 400 invalidValue.
    put-200 | SHALL | A PUT is answered 200 with the entire resource; members of a group have no names where these can't be told when it is done.`,
  ),
  ...section(
    'RFC7644 3.5.2',
    `
    patch-schema | MUST | The body has the URN of a PATCH in schemas. One that is missing is forgiven (authentik leaves it out); another one
      is 400 invalidSyntax.
    one-or-more | MUST | The body has Operations, a list of one operation or more. None, and a value without a path that has no attribute,
      are 400 invalidSyntax.
    operations | MUST | Each operation has exactly one op, which is add, remove or replace, here in any case.
    paths | MUST | A path is an attribute, a sub-attribute, a value path, or a sub-attribute of a value path, qualified or not.
    invalid-path | SHALL | A path that is not understood is 400 invalidPath. Not kept for a well-formed one that no schema knows, beside
      other operations: it is passed over and named in the activity, so that no deactivation fails with it (decision 0008).
    in-order | MUST | Operations are done in their order, each on what the one before left.
    atomic | SHALL | A request is done whole or not at all: where one operation fails nothing has changed, and the answer is a failure.
    one-primary | SHALL | A value that becomes primary takes it from the one that was.
    read-only | SHALL | A change of a read-only attribute is 400 mutability. Not kept for keys of a value without a path: read-only and
      unknown ones are left out, because Okta sends id with a rename. A password, for which nothing is kept, is accepted and forgotten.
    immutable | SHALL | A change of an immutable attribute that has a value is 400 mutability.
    schema-added | SHALL | An extension that a PATCH brings in is listed in schemas.
    answer | MUST | A PATCH is answered 200 with the entire resource, or 204. Here a group of more than 100 members is 204, everything else 200.
    answer-attributes | MUST | A PATCH with attributes is answered 200. Not kept where the members of a group that it names can't be told
      when the change is done: then it is 204.`,
  ),
  ...section(
    'RFC7644 3.5.2.1',
    `
    add-value | MUST | An add has a value; one without it is 400 invalidValue.
    add-no-path | SHALL | An add without a path adds the attributes of an object, of which there is one or more.
    add-complex | SHALL | An add to a complex attribute adds its sub-attributes.
    add-missing | SHALL | An add to an attribute that is not there makes it.
    add-multi | SHALL | An add to a multi-valued attribute adds a value.
    add-single | SHALL | An add to a single attribute replaces its value.
    duplicate-no-change | SHALL NOT | An add of what is there changes nothing, lastModified included, and is a success.`,
  ),
  ...section(
    'RFC7644 3.5.2.2',
    `
    no-path | SHALL | A remove without a path is 400 noTarget.
    remove-single | SHALL | A remove of an attribute leaves it unassigned, all of its values where it has several. Not kept for a remove
      with a list of values, which removes these alone: Entra means it so.
    remove-filtered | SHALL | A remove with a filter removes the values that match.
    remove-all-values | SHALL | An attribute whose last value is removed is unassigned.
    remove-sub | SHALL | A remove of a sub-attribute through a filter removes it from the values that match. A value whose value is removed
      goes whole.
    remove-required | SHALL | A remove that takes a required or read-only attribute away is 400 mutability. A replace of a required one by
      an empty value, of which that section says nothing, is 400 invalidValue.`,
  ),
  ...section(
    'RFC7644 3.5.2.3',
    `
    replace-no-path | SHALL | A replace without a path replaces the attributes of an object.
    replace-single | SHALL | A replace of a single attribute replaces its value; by null it leaves the attribute unassigned.
    replace-multi | SHALL | A replace of a multi-valued attribute without a filter replaces all of its values.
    replace-missing | SHALL | A replace of an attribute that is not there adds it.
    replace-complex | SHALL | A replace of a complex attribute replaces the sub-attributes that are given and leaves the others unchanged.
    replace-filtered | SHALL | A replace with a filter replaces every value that matches; sub-attributes that it does not name stay.
    replace-filtered-sub | SHALL | A replace of a sub-attribute through a filter replaces it in every value that matches.
    filter-no-match | SHALL | A replace with a filter that matches nothing is 400 noTarget. Not kept for a sub-attribute through a filter of
      nothing but eq, such as emails[type eq "work"].value: it makes the value, because Entra means it so.`,
  ),
  ...section(
    'RFC7644 3.6',
    `
    delete-204 | SHALL | A delete is answered 204.
    delete-gone | MUST | After it every operation on the resource is 404, a second delete too.
    delete-not-found-in-lists | MUST | A deleted resource is in no list.
    delete-no-conflict | SHOULD NOT | A deleted resource stands in the way of no new one.`,
  ),
  ...section(
    'RFC7644 5',
    `
    precis | MUST | Before userNames are compared, or tested for being the only one, they are prepared as PRECIS says.`,
  ),
];

/** Everything that RFC 7644 asks of a service provider. */
export const rfc7644: readonly Requirement[] = [...general, ...queries, ...changes];
