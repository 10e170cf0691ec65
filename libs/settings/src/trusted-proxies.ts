import { isIP } from 'node:net';
import { Expose } from 'class-transformer';
import type { ValidationArguments } from 'class-validator';
import { IsOptional, MaxLength, ValidateBy } from 'class-validator';
import { MAX_SETTING_LENGTH } from './kinds.ts';

/** Bits of an address, by its version. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** The addresses and networks that a list names, separated by commas. */
export const networksOf = (list: string): readonly string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** True for an address, or a network of at least one bit: a network of none is everybody, who could then choose their address. */
function isNetwork(entry: string): boolean {
  const [address = '', length, more] = entry.split('/');
  const bits = BITS[isIP(address)];
  if (bits === undefined || more !== undefined) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= bits);
}

const isList = (value: unknown): boolean =>
  typeof value === 'string' && networksOf(value).length > 0 && networksOf(value).every(isNetwork);

/** A setting that lists addresses and networks of proxies. */
export const TrustedProxies = (): PropertyDecorator => (target, key) => {
  const message = ({ property }: ValidationArguments): string =>
    `${property} must be a list of addresses or networks such as 10.0.0.5, 10.1.0.0/16, separated by commas`;
  const decorators = [
    Expose(),
    IsOptional(),
    MaxLength(MAX_SETTING_LENGTH, { message }),
    ValidateBy({ name: 'trustedProxies', validator: { validate: isList } }, { message }),
  ];
  for (const decorate of decorators) decorate(target, key);
};
