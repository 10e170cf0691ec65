import type { Requirement } from './requirement.ts';
import { section } from './requirement.ts';

/** RFC 7643, the schema. */
export const rfc7643: readonly Requirement[] = [
  ...section(
    'RFC7643 2.1',
    `
    names-any-case | MUST | Names of attributes and sub-attributes are compared without regard to case.
    qualified-names | MUST | An attribute of an extension is told from one of the core by the URN of its schema.`,
  ),
  ...section(
    'RFC7643 2.2',
    `
    default-characteristics | MUST | An attribute without stated characteristics is an optional, writable single string that ignores case
      and is returned by default.`,
  ),
  ...section(
    'RFC7643 2.3.1',
    `
    string-utf8 | MUST | Strings are sequences of Unicode characters in UTF-8.`,
  ),
  ...section(
    'RFC7643 2.3.2',
    `
    boolean-literal | MUST | A boolean is answered as true or false and has no case.`,
  ),
  ...section(
    'RFC7643 2.3.4',
    `
    integer-whole | MUST NOT | An integer has no fraction or exponent.`,
  ),
  ...section(
    'RFC7643 2.3.5',
    `
    datetime-form | MUST | A dateTime is a valid xsd:dateTime with date and time.
    datetime-chronological | MUST | Dates are compared as times, whatever their zone.`,
  ),
  ...section(
    'RFC7643 2.3.6',
    `
    binary-base64 | MUST | A binary value is base64. Not held against what a client sends: it is kept as it came (docs/attributes.md).`,
  ),
  ...section(
    'RFC7643 2.3.7',
    `
    reference-uri | MUST | A reference is a URI; one to a resource of the service is the address at which a GET is answered with it. Not held
      against what a client sends for an attribute that decides nothing, such as profileUrl: it is kept as it came (docs/attributes.md).
      Addresses that clients send are kept and not asked.`,
  ),
  ...section(
    'RFC7643 2.4',
    `
    one-primary | MUST | At most one value of a multi-valued attribute is primary.
    no-duplicates | SHOULD NOT | No two values of an attribute have the same type and value.
    primary-default-false | SHALL | A value that does not say primary is not primary.
    value-or-object | MUST | Values of a multi-valued attribute are objects, or simple values of one type.`,
  ),
  ...section(
    'RFC7643 2.5',
    `
    null-equals-absent | SHALL | null, an empty list and an absent attribute are one state: unassigned.`,
  ),
  ...section(
    'RFC7643 3',
    `
    schemas-required | MUST | Every resource says the URNs of its schemas in schemas, the core schema among them.
    schemas-extensions | MUST | An extension in use is listed in schemas.
    schemas-string-list | MUST | schemas is a list of strings, each the URN of a schema.
    schemas-of-type | MUST | schemas has only URNs that the resource type names, each once.
    extension-own-key | MUST | Attributes of an extension stand under its URN.
    extension-not-in-core | MUST NOT | An extension does not redefine or hide an attribute of the core.`,
  ),
  ...section(
    'RFC7643 3.1',
    `
    id-always | MUST | Every resource has an id, which is returned whatever was selected.
    id-stable | MUST | The id of a resource never changes, and is never given again.
    id-unique | MUST | An id is unique over all resources of the service, of whatever type and company.
    id-issued-here | MUST NOT | A client does not set the id.
    id-not-bulkid | MUST NOT | No id contains the word bulkId.
    id-case-exact | MUST | Ids are compared with regard to case.
    external-id-client | MUST | externalId is set by the client alone, means something in its company alone, and is compared with regard to case.
    meta-read-only | SHALL | meta is read-only: what a client sends of it is ignored.
    meta-created | MUST | meta.created is when the resource came into being: a rehire is no new resource.
    meta-last-modified | MUST | meta.lastModified is when it last changed; that of a resource that never did is meta.created.
    meta-location | MUST | meta.location is the address of the resource, the same as in Location. Content-Location, which RFC 7644 asks of
      no answer, is not sent.
    meta-version | MUST | meta.version is the same as in the ETag header.`,
  ),
  ...section(
    'RFC7643 4.1.1',
    `
    username-required | MUST | Every user has a userName that is not empty.
    username-unique | MUST | userName is unique over all users of the service provider, without regard to case. Here each company is one
      (RFC 7644 section 6): two companies may have the same userName.
    password-never-returned | MUST NOT | A password is never returned, in whatever form.
    password-not-clear | MUST NOT | A password is not kept in the clear. Here none is kept at all: what is sent is accepted and forgotten.
    active-decides | MAY | What active means is the service provider's to say. Here it says whether the member has access.`,
  ),
  ...section(
    'RFC7643 4.1.2',
    `
    groups-read-only | MUST | groups of a user is read-only: membership changes through groups.
    groups-value | MUST | The value of a group of a user is the id of that group, and $ref its address.
    groups-direct | SHOULD | direct says of a group of a user that the membership can be changed through the group. Here every one can.
    x509-base64 | MUST | A certificate is base64 of its DER form.
    country-code | MUST | A country is an ISO 3166-1 code of two letters. | Not judged: identity providers send names of countries too, and
      values are kept as sent.
    photo-file | MUST | The address of a photo leads to an image. | Not judged: no address is asked.`,
  ),
  ...section(
    'RFC7643 4.2',
    `
    group-display-name | MUST | Every group has a displayName that is not empty.
    member-immutable | MUST | Sub-attributes of a member are not changed by a client; members themselves come and go. display is read-only
      here: it follows from the user, and changes with it.
    member-value-id | MUST | The value of a member is the id of a resource, and $ref its address. Here only of users: a group in a group is
      400 invalidValue.`,
  ),
  ...section(
    'RFC7643 4.3',
    `
    enterprise-urn | MUST | The enterprise extension has its own URN.
    manager-display-read-only | MUST | The name of a manager is read-only.`,
  ),
  ...section(
    'RFC7643 5',
    `
    config-read-only | SHALL | The service provider configuration is read-only.
    config-features | MUST | It says of patch, bulk, filter, changePassword, sort and etag whether they are supported.
    config-limits | MUST | It says how many operations and bytes the largest bulk request has, and how many resources the largest page.
    config-authentication | MUST | It says by which schemes a client authenticates, each with type, name and description.
    config-public | SHOULD | The schemes can be read without authentication. | Not kept: without a token nothing is told but that an address
      or a method is not there.`,
  ),
  ...section(
    'RFC7643 6',
    `
    resource-types | MUST | A resource type says its name, description and endpoint, its schema and extensions by the ids of schemas that
      can be read, and whether each extension is required.`,
  ),
  ...section(
    'RFC7643 7',
    `
    schema-characteristics | MUST | A schema has a name and a description, and describes each attribute with all of its characteristics.
    schema-id-urn | MUST | The id of a schema is its URN.
    canonical-values | MAY | Canonical values are suggestions, and others may be ignored. Here others are taken too, and each is kept as it was sent.
    case-exact-preserved | SHALL | Case is preserved for attributes that are case exact. Here for all others too.
    required-enforced | MUST | A required attribute always has a value that is not empty.
    mutability-read-only | SHALL NOT | A read-only attribute is not modified by a client.
    mutability-immutable | SHALL NOT | An immutable attribute is not updated once it has a value.
    mutability-write-only | SHALL NOT | A write-only attribute is not returned.
    returned-always | MUST | What is returned always is in every answer with the resource, whatever was selected.
    returned-never | MUST | What is never returned is in no answer. It may be used in a filter; here it may not.
    uniqueness-server | SHOULD | What is unique on the server is unique in its endpoint and tenancy, here the company.`,
  ),
];
