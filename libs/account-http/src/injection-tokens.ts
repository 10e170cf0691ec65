/** Injection token of the AccountStore (of @luciq/gateway-store) that the app chose. */
export const ACCOUNT_STORE = Symbol('AccountStore');
/** Injection token of the History (of @luciq/history). */
export const HISTORY = Symbol('History');
/** Injection token of the OperationsPort of the app. */
export const OPERATIONS = Symbol('Operations');
/** Injection token of the key (32 bytes) with which private keys of SAML are sealed; null where none is set. */
export const SAML_KEY = Symbol('SamlKey');
/** Injection token of the Credentials of operators and services. */
export const CREDENTIALS = Symbol('Credentials');
/** Injection token of a function that gives the SCIM base URL, which identity providers are told. */
export const SCIM_URL = Symbol('ScimUrl');
