/** URN of the core User schema (RFC 7643 section 4.1). */
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** URN of the core Group schema (RFC 7643 section 4.2). */
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** URN of the role that Okta reads from /Roles. */
export const ROLE_URN = 'urn:okta:scim:schemas:core:1.0:Role';
/** URN of the enterprise extension (RFC 7643 section 4.3). */
export const ENTERPRISE_USER_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** URN of Luciq's extension: the role and the applications of a member. */
export const LUCIQ_USER_URN = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
/** URN of a schema document (RFC 7643 section 7). */
export const SCHEMA_URN = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
/** URN of a resource type document (RFC 7643 section 6). */
export const RESOURCE_TYPE_URN = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
/** URN of the service provider configuration (RFC 7643 section 5). */
export const SERVICE_PROVIDER_CONFIG_URN = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
/** URN of a list of resources (RFC 7644 section 3.4.2). */
export const LIST_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** URN of an error body (RFC 7644 section 3.12). */
export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';
/** URN of a PATCH body (RFC 7644 section 3.5.2). */
export const PATCH_OP_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** URN of the body of a search by POST (RFC 7644 section 3.4.3). */
export const SEARCH_REQUEST_URN = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
/** URN of a body of many operations (RFC 7644 section 3.7). */
export const BULK_REQUEST_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** URN of the answer to many operations (RFC 7644 section 3.7). */
export const BULK_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
