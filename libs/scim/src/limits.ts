/** Characters (UTF-16 units) in one string value. */
export const MAX_STRING_LENGTH = 10_000;
/** Characters in a userName. */
export const MAX_USER_NAME_LENGTH = 1_000;
/** Elements of one multi-valued attribute. */
export const MAX_ELEMENTS = 1_000;
/** Operations in one PATCH request. */
export const MAX_PATCH_OPERATIONS = 1_000;
/** Comparisons in the filters of all paths of one PATCH request: each is made with every element of its attribute. */
export const MAX_PATCH_COMPARISONS = 2_000;
/** Characters in the path of a PATCH operation. */
export const MAX_PATH_LENGTH = 2_048;
/** Characters of a path that a refusal or the activity shows. */
export const MAX_SHOWN_PATH_LENGTH = 120;
/** Characters in a filter. */
export const MAX_FILTER_LENGTH = 2_048;
/** Nesting of parentheses, `not` and value paths in a filter. */
export const MAX_FILTER_DEPTH = 10;
/** Comparisons in a filter. */
export const MAX_FILTER_TERMS = 100;
/** Characters in the query parameter `attributes` or `excludedAttributes`. */
export const MAX_SELECTION_LENGTH = 8_192;
/** Characters in the displayName of a group. */
export const MAX_GROUP_NAME_LENGTH = 1_000;
/** Member ids in one request about a group, over all of its operations. */
export const MAX_MEMBERS_PER_REQUEST = 100_000;
/** Characters in a member id; ids of this service are shorter. */
export const MAX_MEMBER_ID_LENGTH = 256;
/** Comparisons in the paths of one PATCH that choose members other than by `value eq`: each is made with every member of the group. */
export const MAX_MEMBER_SCANS = 10;
/** Keys that are paths, in the path-less values of one PATCH: each is read like the path of an operation. */
export const MAX_PATH_KEYS = 1_000;
/** Conditions of a filter on values of multi-valued attributes that no index finds: each looks at all values of all resources. */
export const MAX_FILTER_SCANS = 10;
/** Nesting of objects and lists in a body. */
export const MAX_BODY_DEPTH = 64;
/** Names in one object of a body: twice the attributes and paths that a PATCH may have. */
export const MAX_OBJECT_NAMES = 2_000;
/** Characters in a cursor. */
export const MAX_CURSOR_LENGTH = 2_048;
/** Operations in one bulk request. */
export const MAX_BULK_OPERATIONS = 1_000;
/** References by bulkId in one bulk request. */
export const MAX_BULK_REFERENCES = 10_000;
/** Nesting of the data of a bulk operation that is looked through for references. */
export const MAX_BULK_DEPTH = 20;
