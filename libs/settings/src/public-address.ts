import { isIP } from 'node:net';
import { Expose, Transform } from 'class-transformer';
import type { ValidationArguments } from 'class-validator';
import { IsOptional, ValidateBy } from 'class-validator';

/** Names of this machine, as the URL standard writes them. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The ends that people copy along with the address. */
const SCIM_END = /\/scim(\/v2)?\/?$/;

const EXAMPLE = 'an address such as https://scim.example.com';

/** Blanks, line breaks and control characters: a URL is read without them. */
const UNREADABLE = /[\s\p{Cc}]/u;

/** What is wrong with the address under which people are to reach the server, after "must be"; null for nothing. */
function fault(value: unknown, mayBePlain: boolean): string | null {
  if (typeof value !== 'string' || UNREADABLE.test(value) || !/^https?:\/\//i.test(value) || !URL.canParse(value))
    return EXAMPLE;
  const { protocol, hostname, username, password, search, hash, pathname } = new URL(value);
  if (username !== '' || password !== '') return `${EXAMPLE}, without a user or password`;
  if (search !== '' || hash !== '' || value.endsWith('?') || value.endsWith('#')) return `${EXAMPLE}, without a query`;
  if (SCIM_END.test(pathname)) return `${EXAMPLE}, without /scim/v2: that is added to it`;
  if (protocol === 'http:' && !LOOPBACK.test(hostname) && !mayBePlain) {
    return 'an https address, since over http tokens can be read on the way; where nobody else is on the network, LUCIQ_ALLOW_PLAIN_HTTP=true lets it be http';
  }
  return null;
}

interface Around {
  readonly LUCIQ_PUBLIC_URL?: string;
  readonly LUCIQ_ALLOW_PLAIN_HTTP?: string;
}

const faultOf = (value: unknown, args: ValidationArguments | undefined): string | null =>
  fault(value, (args?.object as Around | undefined)?.LUCIQ_ALLOW_PLAIN_HTTP === 'true');

const parsed = ({ value }: { readonly value: unknown }): unknown =>
  fault(value, true) === null ? new URL(value as string).href.replace(/\/+$/, '') : value;

/** An address to listen on as a URL names it. */
export const urlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/**
 * A setting that is the address to listen on. Unless the address under which people come is set, it is made of this one, with http; so that has to be of
 * this machine, or plain http allowed.
 */
export const ListeningAddress = (): PropertyDecorator => {
  const validate = (value: unknown, args?: ValidationArguments): boolean => {
    const { LUCIQ_PUBLIC_URL: url, LUCIQ_ALLOW_PLAIN_HTTP: plain } = (args?.object ?? {}) as Around;
    return url !== undefined || plain === 'true' || (typeof value === 'string' && LOOPBACK.test(urlHost(value)));
  };
  const message =
    'HOST lets other machines in, so LUCIQ_PUBLIC_URL must be set to the https address under which they come; ' +
    'where nobody else is on the network, LUCIQ_ALLOW_PLAIN_HTTP=true lets it be http';
  return ValidateBy({ name: 'listeningAddress', validator: { validate } }, { message });
};

/** A setting that is the address under which people reach the server: https, or http of this machine; kept as parsed, without a slash at the end. */
export const PublicAddress = (): PropertyDecorator => (target, key) => {
  const validate = (value: unknown, args?: ValidationArguments): boolean => faultOf(value, args) === null;
  const message = (args: ValidationArguments): string =>
    `${args.property} must be ${faultOf(args.value, args) ?? EXAMPLE}`;
  for (const decorate of [
    Expose(),
    IsOptional(),
    Transform(parsed),
    ValidateBy({ name: 'publicAddress', validator: { validate } }, { message }),
  ])
    decorate(target, key);
};
