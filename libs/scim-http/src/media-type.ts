/** Media type of every answer, without parameters (RFC 7644 section 8.1). */
export const SCIM_MEDIA_TYPE = 'application/scim+json';
