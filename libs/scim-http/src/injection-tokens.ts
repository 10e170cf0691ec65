/** Injection token of a function that gives the base URL that clients use, ending in SCIM_PATH. */
export const SCIM_BASE_URL = Symbol('ScimBaseUrl');
/** Injection token of the Mac that authenticates cursors. */
export const CURSOR_MAC = Symbol('CursorMac');
