/** How long browsers insist on TLS, in seconds. */
const TRANSPORT_SECONDS = 31_536_000;

/** Strict-Transport-Security where clients come over TLS (RFC 6797); no header otherwise. */
export const transportSecurity = (publicUrl: string): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:') ? { 'strict-transport-security': `max-age=${TRANSPORT_SECONDS}` } : {};

/** The content security policy of what is no page: it loads nothing, and no page shows it in a frame. */
export const NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'";
