/** Injection token of the Log that the app opened. */
export const ACCOUNT_LOG = Symbol('AccountLog');
/** Injection token of the SecurityLog. */
export const SECURITY = Symbol('Security');
/** Injection token of the AccountStore (of @luciq/gateway-store) that the app chose. */
export const ACCOUNT_STORE = Symbol('AccountStore');
/** Injection token of the ReadModelQueries that the app opened. */
export const ROWS = Symbol('Rows');
/** Injection token of the OperationsPort of the app. */
export const OPERATIONS = Symbol('Operations');
/** Injection token of a function that gives the address where browsers reach the server, without a path and without a slash at the end. */
export const PUBLIC_URL = Symbol('PublicUrl');
/** Injection token of the key (32 bytes) with which private keys of SAML are sealed; null where none is set. */
export const SAML_KEY = Symbol('SamlKey');
/** Injection token of the Credentials of operators and services. */
export const CREDENTIALS = Symbol('Credentials');
