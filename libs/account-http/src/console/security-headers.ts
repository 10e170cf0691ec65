import { NOTHING_POLICY, transportSecurity } from '@luciq/http';

/** What pages of the console may load: their own files only. The component library puts its variables into style elements. */
const CONSOLE_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer that is not SCIM's. `publicUrl` says whether browsers come over TLS. */
export const securityHeaders = (
  publicUrl: string,
  { isPage }: { readonly isPage: boolean },
): Readonly<Record<string, string>> => ({
  'content-security-policy': isPage ? CONSOLE_POLICY : NOTHING_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  ...transportSecurity(publicUrl),
});
