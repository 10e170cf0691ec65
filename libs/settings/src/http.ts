import { IsOptional } from 'class-validator';
import { OneOf, Text, WholeNumber } from './kinds.ts';
import { ListeningAddress, PublicAddress, urlHost } from './public-address.ts';
import { networksOf, TrustedProxies } from './trusted-proxies.ts';

/** Where a service listens for its clients, and where these reach it. */
export class HttpSettings {
  /** Port to listen on; 0 takes a free one. */
  @WholeNumber({ min: 0, max: 65_535 })
  readonly PORT: number = 3000;

  /** Address to listen on; one that other machines reach needs LUCIQ_PUBLIC_URL. */
  @ListeningAddress()
  @Text({ form: /^[A-Za-z0-9.:-]{1,253}$/, be: 'a host name or an IP address, for example 127.0.0.1' })
  readonly HOST: string = '127.0.0.1';

  /** Requests a second that one company is answered on average, by each process; 0 for no limit. The kind of process decides unless set. */
  @IsOptional()
  @WholeNumber({ min: 0, max: 1_000_000, unit: 'requests a second' })
  readonly LUCIQ_RATE_PER_SECOND?: number;

  /** Requests that one company is answered at once after a pause. */
  @WholeNumber({ min: 1, max: 1_000_000, unit: 'requests' })
  readonly LUCIQ_RATE_BURST: number = 500;

  /** Credentials of operators and of Luciq's back end, without their secrets; `operator credential new` makes one. */
  @Text({
    form: /^[a-z0-9][a-z0-9-]{0,63}:[a-z+]+:[0-9a-f]{64}( *, *[a-z0-9][a-z0-9-]{0,63}:[a-z+]+:[0-9a-f]{64})*$/,
    be: 'a list of <name>:<scope>+<scope>:<SHA-256 of the secret>, separated by commas',
    optional: true,
  })
  readonly LUCIQ_ACCOUNT_CREDENTIALS?: string;

  /** The key with which private keys of SAML are kept; nothing can be encrypted for Luciq without it. The same at every gateway. */
  @Text({ form: /^[0-9a-f]{64}$/, be: '64 hexadecimal digits, as openssl rand -hex 32 makes them', optional: true })
  readonly LUCIQ_SAML_KEY?: string;

  /** Where clients reach this server, without `/scim/v2`; kept as the URL standard writes it. */
  @PublicAddress()
  readonly LUCIQ_PUBLIC_URL?: string;

  /** Whether other machines may reach this server by `http`, where cookies and tokens can be read on the way. */
  @OneOf(['true', 'false'])
  readonly LUCIQ_ALLOW_PLAIN_HTTP: string = 'false';

  /** Proxies whose X-Forwarded-For is believed; without it the address of a client is that of its connection. */
  @TrustedProxies()
  readonly LUCIQ_TRUSTED_PROXIES?: string;
}

/** Addresses and networks of the proxies that are believed. */
export const trustedProxies = ({ LUCIQ_TRUSTED_PROXIES }: HttpSettings): readonly string[] =>
  networksOf(LUCIQ_TRUSTED_PROXIES ?? '');

/** Where clients reach the server, without a slash at the end. `port` is the one listened on. */
export function publicUrl(settings: HttpSettings, port: number): string {
  if (settings.LUCIQ_PUBLIC_URL !== undefined) return settings.LUCIQ_PUBLIC_URL.replace(/\/+$/, '');
  return `http://${urlHost(settings.HOST)}:${port}`;
}

/** The rate that the settings ask for, or that is usual for the kind of process; null for no limit. */
export function companyRate(
  settings: HttpSettings,
  usualPerSecond: number,
): { readonly perSecond: number; readonly burst: number } | null {
  const perSecond = settings.LUCIQ_RATE_PER_SECOND ?? usualPerSecond;
  return perSecond === 0 ? null : { perSecond, burst: settings.LUCIQ_RATE_BURST };
}
