import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import type { ValidationOptions } from 'class-validator';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { MAX_NAME_LENGTH, MAX_NAMES } from './limits.ts';

/** What every field of a request has. */
export interface FieldOptions {
  /** What the field is, for the description of the API. */
  readonly description: string;
  /** The one sentence for whatever is wrong with it: tells the sender what to do. */
  readonly message: string;
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

type Field = ReturnType<typeof applyDecorators>;

const described = (
  { description, optional = false, nullable = false }: FieldOptions,
  more: ApiPropertyOptions,
): PropertyDecorator =>
  ApiProperty({
    description,
    required: !optional,
    ...(nullable ? { nullable: true } : {}),
    ...more,
  } as ApiPropertyOptions);

/** What may be left out need not take null: who reads the field would have to know what null means. */
const ifGiven = ({ optional = false, nullable = false }: FieldOptions): PropertyDecorator[] =>
  optional || nullable
    ? [ValidateIf((_, value) => !((optional && value === undefined) || (nullable && value === null)))]
    : [];

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

/** Text of 1 to MAX_NAME_LENGTH characters unless given. */
export function StringField(
  options: FieldOptions & { readonly minLength?: number; readonly maxLength?: number; readonly pattern?: RegExp },
): Field {
  const { message, minLength = 1, maxLength = MAX_NAME_LENGTH, pattern } = options;
  return applyDecorators(
    described(options, { type: String, minLength, maxLength, pattern: (pattern ?? KEPT).source }),
    ...ifGiven(options),
    IsString({ message }),
    Characters(minLength, maxLength, { message }),
    ...(pattern ? [Matches(pattern, { message })] : []),
  );
}

/** A word out of a list. */
export function EnumField(options: FieldOptions & { readonly enum: readonly string[] }): Field {
  const { message, nullable, enum: values } = options;
  return applyDecorators(
    described(options, { type: String, enum: (nullable ? [...values, null] : [...values]) as string[] }),
    ...ifGiven(options),
    IsIn(values, { message }),
  );
}

/** Names, at most MAX_NAMES, each of at most MAX_NAME_LENGTH characters and not of blanks alone; `uniqueItems`: none of them twice. */
export function NamesField(options: FieldOptions & { readonly uniqueItems?: boolean }): Field {
  const { message, uniqueItems = false } = options;
  const each: ValidationOptions = { each: true, message };
  const name = { type: 'string', minLength: 1, maxLength: MAX_NAME_LENGTH, pattern: NAMED.source };
  return applyDecorators(
    described(options, {
      type: 'array',
      items: name,
      maxItems: MAX_NAMES,
      ...(uniqueItems ? { uniqueItems: true } : {}),
    }),
    ...ifGiven(options),
    IsArray({ message }),
    ArrayMaxSize(MAX_NAMES, { message }),
    ...(uniqueItems ? [ArrayUnique({ message })] : []),
    IsString(each),
    Characters(1, MAX_NAME_LENGTH, each),
    Matches(NAMED, each),
  );
}

const asNumber = ({ value }: { readonly value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;

/** A whole number. `inQuery` is one that comes as text. */
export function IntegerField(
  options: FieldOptions & { readonly minimum: number; readonly maximum: number; readonly inQuery?: boolean },
): Field {
  const { minimum, maximum, message, inQuery = false } = options;
  return applyDecorators(
    described(options, { type: 'integer', minimum, maximum }),
    ...ifGiven(options),
    ...(inQuery ? [Transform(asNumber)] : []),
    IsInt({ message }),
    Min(minimum, { message }),
    Max(maximum, { message }),
  );
}

/** Yes or no. */
export function BooleanField(options: FieldOptions): Field {
  return applyDecorators(
    described(options, { type: Boolean }),
    ...ifGiven(options),
    IsBoolean({ message: options.message }),
  );
}

/** Fields of their own; one object, since a list of them would pass for one whose fields are all missing. */
export function ObjectField(options: FieldOptions & { readonly type: () => new () => object }): Field {
  const { message, type } = options;
  return applyDecorators(
    described(options, { type: () => type() }),
    ...ifGiven(options),
    IsObject({ message }),
    ValidateNested({ message }),
    Type(type),
  );
}

/** What a body has to have, as JSON Schema says it. */
export interface Shape {
  readonly required: string[];
  readonly properties?: Record<string, { readonly enum: unknown[] }>;
}

const SHAPES = new Map<string, readonly Shape[]>();

/** For a body that must have at least one of several shapes, which the code that takes it sees to: says so in the description of the API. */
export const OneOfShapes =
  (...shapes: readonly Shape[]): ClassDecorator =>
  ({ name }) =>
    void SHAPES.set(name, shapes);

/** The shapes of a class of bodies, by its name; none where it needs none. */
export const shapesOf = (name: string): readonly Shape[] => SHAPES.get(name) ?? [];
