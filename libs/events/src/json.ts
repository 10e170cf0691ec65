/** A value that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The attributes of one SCIM resource, flat: a core attribute under its schema name (`userName`, `name`, `emails`),
 * an extension attribute under its fully qualified name (`urn:…:enterprise:2.0:User:department`).
 * Complex and multi-valued attributes are whole values. An absent key is an unassigned attribute (RFC 7643 2.5).
 */
export type Attributes = Readonly<Record<string, Json>>;

/** The name of an attribute without its schema: `department` of a key of the enterprise extension. */
export const shortName = (key: string): string => (key.startsWith('urn:') ? key.slice(key.lastIndexOf(':') + 1) : key);
