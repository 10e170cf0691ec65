import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsObject, IsString, Matches, Max, Min, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import type { ValidationOptions } from 'class-validator';
import { MAX_ENTRY_POINT_LENGTH } from '@luciq/domain';
import { MAX_NAMES, MAX_NAME_LENGTH } from './limits.ts';

/** What every field says of itself: `say` is the one sentence for whatever is wrong with it. */
export interface FieldRule {
  /** What the field is, for the description of the API. */
  readonly about: string;
  /** Tells what to do, to whoever sent something else. */
  readonly say: string;
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

/** A field of text. */
export interface TextRule extends FieldRule {
  readonly min?: number;
  readonly max?: number;
  readonly form?: RegExp;
}

type Field = ReturnType<typeof applyDecorators>;

const described = ({ about, optional = false, nullable = false }: FieldRule, more: ApiPropertyOptions): PropertyDecorator =>
  ApiProperty({ description: about, required: !optional, ...(nullable ? { nullable: true } : {}), ...more } as ApiPropertyOptions);

/** What may be left out need not take null: who reads the field would have to know what null means. */
const ifGiven = ({ optional = false, nullable = false }: FieldRule): PropertyDecorator[] =>
  optional || nullable ? [ValidateIf((_, value) => !((optional && value === undefined) || (nullable && value === null)))] : [];

/** Characters as JSON Schema counts them: code points. The `Length` of class-validator leaves some out. */
const Characters = (min: number, max: number, options: ValidationOptions): PropertyDecorator => {
  const isOfLength = (value: unknown): boolean => {
    if (typeof value !== 'string' || value.length > 2 * max) return false;
    const { length } = [...value];
    return length >= min && length <= max;
  };
  return ValidateBy({ name: 'characters', validator: { validate: isOfLength } }, options);
};

/** Text that every engine can keep; `refuseUnfit` sees to it. */
const KEPT = /^[^\u0000]*$/;

/** A name of which something can be seen. */
const NAMED = /^[^\u0000]*[^\u0000\s][^\u0000]*$/;

/** Text of some length, in one form where one is named. */
export function Text(rule: TextRule): Field {
  const { say: message, min = 1, max = MAX_NAME_LENGTH, form } = rule;
  return applyDecorators(
    described(rule, { type: String, minLength: min, maxLength: max, pattern: (form ?? KEPT).source }),
    ...ifGiven(rule),
    IsString({ message }),
    Characters(min, max, { message }),
    ...(form ? [Matches(form, { message })] : []),
  );
}

/** A word out of a list. */
export function OneOf(values: readonly string[], rule: FieldRule): Field {
  const words = rule.nullable ? [...values, null] : [...values];
  return applyDecorators(described(rule, { type: String, enum: words as string[] }), ...ifGiven(rule), IsIn(values, { message: rule.say }));
}

/** Names, each of at most MAX_NAME_LENGTH characters and not of blanks alone; `distinct`: none of them twice. */
export function Names(rule: FieldRule & { readonly distinct?: boolean }): Field {
  const each: ValidationOptions = { each: true, message: rule.say };
  const name = { type: 'string', minLength: 1, maxLength: MAX_NAME_LENGTH, pattern: NAMED.source };
  return applyDecorators(
    described(rule, { type: 'array', items: name, maxItems: MAX_NAMES, ...(rule.distinct ? { uniqueItems: true } : {}) }),
    ...ifGiven(rule),
    IsArray({ message: rule.say }),
    ArrayMaxSize(MAX_NAMES, { message: rule.say }),
    ...(rule.distinct ? [ArrayUnique({ message: rule.say })] : []),
    IsString(each),
    Characters(1, MAX_NAME_LENGTH, each),
    Matches(NAMED, each),
  );
}

const asNumber = ({ value }: { readonly value: unknown }): unknown => (typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value);

/** A whole number between two others. `inQuery` is one that comes as text. */
export function Whole(rule: FieldRule & { readonly from: number; readonly to: number; readonly inQuery?: boolean }): Field {
  const { from, to, say: message, inQuery = false } = rule;
  return applyDecorators(
    described(rule, { type: 'integer', minimum: from, maximum: to }),
    ...ifGiven(rule),
    ...(inQuery ? [Transform(asNumber)] : []),
    IsInt({ message }),
    Min(from, { message }),
    Max(to, { message }),
  );
}

/** Yes or no. */
export function Flag(rule: FieldRule): Field {
  return applyDecorators(described(rule, { type: Boolean }), ...ifGiven(rule), IsBoolean({ message: rule.say }));
}

/** Fields of their own; one object, since a list of them would pass for one whose fields are all missing. */
export function Part(of: () => new () => object, rule: FieldRule): Field {
  const { say: message } = rule;
  return applyDecorators(described(rule, { type: () => of() }), ...ifGiven(rule), IsObject({ message }), ValidateNested({ message }), Type(of));
}

/** An address of at most MAX_ENTRY_POINT_LENGTH characters: what it must look like is decided where it is used. */
export const AddressText = (rule: FieldRule): Field => Text({ ...rule, max: MAX_ENTRY_POINT_LENGTH });
