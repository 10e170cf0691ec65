import type { AttributeDefinition } from './definition.ts';

/** What sets an attribute apart from an optional, writable, single string. */
export type Characteristics = Partial<Omit<AttributeDefinition, 'name' | 'description'>>;

/** An attribute: an optional, writable, single string that ignores case, unless told otherwise. */
export const attribute = (
  name: string,
  description: string,
  characteristics: Characteristics = {},
): AttributeDefinition => ({
  name,
  type: 'string',
  multiValued: false,
  description,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...characteristics,
});

/** A single complex attribute. */
export const complex = (
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  characteristics: Characteristics = {},
): AttributeDefinition => attribute(name, description, { type: 'complex', subAttributes, ...characteristics });

/** That values of the wrong type are refused. */
export const DECIDES: Characteristics = { decides: true };

/** What sets a multi-valued attribute apart. */
export interface PluralCharacteristics {
  readonly value?: Characteristics;
  readonly types?: readonly string[];
  /** Where the values decide something, and where it decides something which of them is primary. */
  readonly decides?: 'value' | 'value and primary';
}

/** A multi-valued attribute with the usual sub-attributes value, display, type and primary (RFC 7643 section 2.4). */
export const plural = (
  name: string,
  description: string,
  { value = {}, types = [], decides }: PluralCharacteristics = {},
): AttributeDefinition =>
  complex(
    name,
    description,
    [
      attribute('value', 'The value itself.', decides ? { ...value, ...DECIDES } : value),
      attribute('display', 'A name for the value, for people to read.'),
      attribute('type', 'What the value is for.', types.length > 0 ? { canonicalValues: types } : {}),
      attribute('primary', 'True for the preferred value; true at most once.', {
        type: 'boolean',
        ...(decides === 'value and primary' ? DECIDES : {}),
      }),
    ],
    { multiValued: true, ...(decides ? DECIDES : {}) },
  );
