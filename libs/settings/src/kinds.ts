import { Expose, Transform } from 'class-transformer';
import type { ValidationArguments } from 'class-validator';
import { IsDefined, IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min, ValidateBy } from 'class-validator';

/** Characters in one setting. */
export const MAX_SETTING_LENGTH = 4_096;

const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;

/** Says of the variable at hand what it must be. */
const must =
  (be: string) =>
  ({ property }: ValidationArguments): string =>
    `${property} must be ${be}`;

const all =
  (...decorators: readonly PropertyDecorator[]): PropertyDecorator =>
  (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };

/** A setting that is a whole number. `unit` says of what. */
export const WholeNumber = ({
  min,
  max,
  unit,
}: {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}): PropertyDecorator => {
  const message = must(`a whole number${unit === undefined ? '' : ` of ${unit}`} from ${min} to ${max}`);
  return all(Expose(), Transform(wholeNumber), IsInt({ message }), Min(min, { message }), Max(max, { message }));
};

/** A setting that is a text of a form; `be` completes "must be". Required unless it has a default or is optional. */
export const Text = ({
  form,
  be,
  optional = false,
}: {
  readonly form: RegExp;
  readonly be: string;
  readonly optional?: boolean;
}): PropertyDecorator =>
  all(
    Expose(),
    optional ? IsOptional() : IsDefined({ message: ({ property }) => `${property} is not set: it must be ${be}` }),
    Matches(form, { message: must(be) }),
    MaxLength(MAX_SETTING_LENGTH, { message: must(`at most ${MAX_SETTING_LENGTH} characters`) }),
  );

/** A setting that is one of some words. */
export const OneOf = (words: readonly string[], { optional = false } = {}): PropertyDecorator =>
  all(Expose(), ...(optional ? [IsOptional()] : []), IsIn(words, { message: must(`one of: ${words.join(', ')}`) }));

function isAddress(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  try {
    const { username, password } = new URL(value);
    return [username, password].every((part) => typeof decodeURIComponent(part) === 'string');
  } catch {
    return false;
  }
}

/** A setting that is a text of a form and a URL whose parts can be read; `be` completes "must be". */
export const Address = ({ form, be }: { readonly form: RegExp; readonly be: string }): PropertyDecorator =>
  all(Text({ form, be }), ValidateBy({ name: 'address', validator: { validate: isAddress } }, { message: must(be) }));

const LARGEST_PORT = 65_535;

/** A setting that lists `host:port`, separated by commas. */
export const Hosts = ({ be }: { readonly be: string }): PropertyDecorator => {
  const form = /^[A-Za-z0-9.-]{1,253}:\d{1,5}(,[A-Za-z0-9.-]{1,253}:\d{1,5})*$/;
  const validate = (value: unknown): boolean =>
    typeof value === 'string' && value.split(',').every((host) => Number(host.split(':')[1]) <= LARGEST_PORT);
  return all(Text({ form, be }), ValidateBy({ name: 'hosts', validator: { validate } }, { message: must(be) }));
};
