/** Where SCIM begins; the base URL that Okta is given ends in it. */
export const SCIM_PATH = '/scim/v2';
