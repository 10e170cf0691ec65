import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { parsed } from '../error.ts';
import { foldCase } from '../filter/text.ts';
import { elementText, isJsonObject } from '../json.ts';
import { parseElements } from '../resource/value.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import { subAttribute } from '../schema/lookup.ts';

/**
 * What is left of the elements after a remove with a list of values, which RFC 7644 does not have and Entra sends: `{"op": "Remove",
 * "path": "roles", "value": [{"value": "x"}]}`. An element goes if its `value` is listed; listed objects without a `value`
 * are compared whole. Needed by transcripts/entra/removes-listed-roles.json.
 */
export function withoutListed(
  attribute: AttributeDefinition,
  elements: readonly Json[],
  listed: { readonly value: unknown; readonly label: string },
): Parsed<readonly Json[]> {
  const items = parseElements(attribute, listed.value, listed.label);
  if (!items.ok) return items;
  const caseExact = (subAttribute(attribute, 'value') ?? attribute).caseExact;
  const comparable = (element: Json): Json | undefined => {
    const value = isJsonObject(element) ? element['value'] : element;
    return typeof value === 'string' && !caseExact ? foldCase(value) : value;
  };
  const values = new Set(items.value.map(comparable).filter((value) => value !== undefined));
  const wholes = new Set(items.value.filter((item) => comparable(item) === undefined).map(elementText));
  return parsed(
    elements.filter((element) => {
      const value = comparable(element);
      return value === undefined ? !wholes.has(elementText(element)) : !values.has(value);
    }),
  );
}
