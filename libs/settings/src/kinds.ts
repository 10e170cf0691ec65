import { Expose, Transform } from 'class-transformer';
import { IsDefined, IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import type { ValidationArguments } from 'class-validator';

/** Characters in one setting. */
export const MAX_SETTING_LENGTH = 4_096;

const wholeNumber = ({ value }: { value: unknown }): unknown => (typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value);

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
export const WholeNumber = ({ min, max, unit }: { readonly min: number; readonly max: number; readonly unit?: string }): PropertyDecorator => {
  const message = must(`a whole number${unit === undefined ? '' : ` of ${unit}`} from ${min} to ${max}`);
  return all(Expose(), Transform(wholeNumber), IsInt({ message }), Min(min, { message }), Max(max, { message }));
};

/** A setting that is a text of a form; `be` completes "must be". Required unless it has a default or is optional. */
export const Text = ({ form, be, optional = false }: { readonly form: RegExp; readonly be: string; readonly optional?: boolean }): PropertyDecorator =>
  all(
    Expose(),
    optional ? IsOptional() : IsDefined({ message: ({ property }) => `${property} is not set: it must be ${be}` }),
    Matches(form, { message: must(be) }),
    MaxLength(MAX_SETTING_LENGTH, { message: must(`at most ${MAX_SETTING_LENGTH} characters`) }),
  );

/** A setting that is one of some words. */
export const OneOf = (words: readonly string[], { optional = false } = {}): PropertyDecorator =>
  all(Expose(), ...(optional ? [IsOptional()] : []), IsIn(words, { message: must(`one of: ${words.join(', ')}`) }));
