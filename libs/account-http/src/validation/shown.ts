import { ApiProperty } from '@nestjs/swagger';

/** What is said of a member of an answer besides its type. */
export interface ShownAs {
  readonly nullable?: boolean;
  readonly optional?: boolean;
  /** The words that it can be. */
  readonly words?: readonly string[];
}

type Class = new () => object;

const marks = ({ nullable = false, optional = false }: ShownAs): { readonly required: boolean; readonly nullable?: true } => ({
  required: !optional,
  ...(nullable ? { nullable: true } : {}),
});

/** Text in an answer. */
export const ShownText = (description: string, as: ShownAs = {}): PropertyDecorator =>
  ApiProperty({ description, type: String, ...marks(as), ...(as.words ? { enum: [...as.words] } : {}) });

/** A time in an answer: RFC 3339, UTC. */
export const ShownTime = (description: string, as: ShownAs = {}): PropertyDecorator => ApiProperty({ description, type: String, format: 'date-time', ...marks(as) });

/** A number in an answer. */
export const ShownNumber = (description: string, as: ShownAs = {}): PropertyDecorator => ApiProperty({ description, type: Number, ...marks(as) });

/** Yes or no in an answer. */
export const ShownFlag = (description: string, as: ShownAs = {}): PropertyDecorator => ApiProperty({ description, type: Boolean, ...marks(as) });

/** Texts in an answer. */
export const ShownTexts = (description: string, { words }: Pick<ShownAs, 'words'> = {}): PropertyDecorator =>
  ApiProperty({ description, type: [String], required: true, ...(words ? { enum: [...words] } : {}) });

/** Something that has members of its own. The function that swagger is given must be called `type`: by that it knows it from a class. */
export const ShownPart = (description: string, of: () => Class, as: ShownAs = {}): PropertyDecorator => ApiProperty({ description, type: () => of(), ...marks(as) });

/** Several of them, in order. */
export const ShownParts = (description: string, of: () => Class, as: Pick<ShownAs, 'optional'> = {}): PropertyDecorator =>
  ApiProperty({ description, type: () => of(), isArray: true, ...marks(as) });

/** An object of no fixed form. */
export const ShownObject = (description: string): PropertyDecorator => ApiProperty({ description, required: true, type: Object, additionalProperties: true });

/** Any JSON value. */
export const ShownJson = (description: string): PropertyDecorator =>
  ApiProperty({
    description,
    required: true,
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'object', additionalProperties: true }, { type: 'array', items: {} }],
  });
