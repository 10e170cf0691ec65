import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { AttributeDefinition } from '@luciq/scim';
import { userResourceType } from '@luciq/scim';

const page = readFileSync('docs/attributes.md', 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `([^`]+)` \| (refused|left out|ignored) \| (.+) \|$/gm)].map(
    ([, name = '', what = '', why = '']) => [name, { what, why }] as const,
  ),
);

/** What the schemas say of a wrong type, by the name of the attribute. */
function expectedOf(
  prefix: string,
  attributes: readonly AttributeDefinition[],
  outer?: string,
): readonly (readonly [string, string])[] {
  return attributes.flatMap((attribute) => {
    const name = `${prefix}${attribute.name}`;
    const isIgnored =
      outer === 'ignored' || (outer === undefined && !['readWrite', 'immutable'].includes(attribute.mutability));
    const what = isIgnored ? 'ignored' : attribute.decides ? 'refused' : 'left out';
    return [[name, what] as const, ...expectedOf(`${name}.`, attribute.subAttributes ?? [], what)];
  });
}

const externalId: AttributeDefinition = {
  ...(userResourceType.schema.attributes[0] as AttributeDefinition),
  name: 'externalId',
};

describe('docs/attributes.md', () => {
  it('has a row for each attribute and sub-attribute of a user and its extensions, and says of each what is done', () => {
    const { schema, extensions } = userResourceType;
    const expected = [
      ...expectedOf('', [externalId, ...schema.attributes]),
      ...extensions.flatMap(({ id, attributes }) => expectedOf(`${id}:`, attributes)),
    ];
    expect(expected.length).toBeGreaterThan(70);
    expect(Object.fromEntries([...rows].map(([name, { what }]) => [name, what]))).toEqual(Object.fromEntries(expected));
  });

  it('gives a reason for each', () => {
    for (const { why } of rows.values()) expect(why.trim().length).toBeGreaterThan(5);
  });
});
