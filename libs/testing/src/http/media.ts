/** What Okta's own client sends with every request. */
export const OKTA_HEADERS: Readonly<Record<string, string>> = {
  'User-Agent': 'Okta SCIM Client 1.0.0',
  Accept: 'application/scim+json',
  'Accept-Charset': 'utf-8',
  'Accept-Encoding': 'gzip,deflate',
};

/** Content type of the bodies that Okta's own client sends. */
export const OKTA_CONTENT_TYPE = 'application/scim+json; charset=utf-8';

/** URNs as the RFCs spell them; not taken from the product, which they judge. */
export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** URN of the core schema of a group. */
export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const LUCIQ_USER = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const SCIM_ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
