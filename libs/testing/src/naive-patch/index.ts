import type { AttributeDefinition, ResourceTypeDefinition } from '@luciq/scim';
import { naiveFilter } from './naive-filter.ts';

/** A SCIM document as it is on the wire, with attributes of extensions under their URN. */
export type SentDocument = Record<string, unknown>;

/** An operation as it is on the wire. */
export interface NaiveOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** What a PATCH makes of a document, or the kind of its error. */
export type NaiveOutcome =
  { readonly ok: true; readonly document: SentDocument } | { readonly ok: false; readonly scimType: string };

class Refused extends Error {
  /** `isUnknown` for a path that is well-formed and names what no schema has: other operations go on without it. */
  constructor(
    readonly scimType: string,
    readonly isUnknown = false,
  ) {
    super(scimType);
  }
}

interface Target {
  /** Where the attribute is: the document itself, or the object under the URN of an extension. */
  readonly holder: SentDocument;
  readonly attribute: AttributeDefinition;
  readonly filter: string | null;
  readonly sub: AttributeDefinition | null;
}

const isObject = (value: unknown): value is SentDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const named = (attributes: readonly AttributeDefinition[], name: string): AttributeDefinition | undefined =>
  attributes.find((each) => same(each.name, name));

const READ_ONLY_HERE = ['id', 'meta', 'schemas'];

/** Section 3.5.2, figure 7: PATH = attrPath / valuePath [subAttr]. */
function readPath(type: ResourceTypeDefinition, document: SentDocument, path: string): Target {
  const schemas = [type.schema, ...type.extensions];
  const schema = schemas.find(({ id }) => path.toLowerCase().startsWith(`${id.toLowerCase()}:`));
  const rest = schema ? path.slice(schema.id.length + 1) : path;
  const [, name = '', , filter = null, , subName] =
    /^([A-Za-z$][\w$-]*)(\[(.*)\])?(\.([A-Za-z$][\w$-]*))?$/s.exec(rest) ?? [];
  if (READ_ONLY_HERE.some((each) => same(each, name))) throw new Refused('mutability');
  const attribute = same(name, 'externalId') ? EXTERNAL_ID : named((schema ?? type.schema).attributes, name);
  if (!attribute || (filter !== null && !attribute.multiValued))
    throw new Refused('invalidPath', !attribute && name !== '');
  const sub = subName === undefined ? null : (named(attribute.subAttributes ?? [], subName) ?? null);
  if (subName !== undefined && !sub) throw new Refused('invalidPath', true);
  if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly') throw new Refused('mutability');
  return { holder: holderOf(type, document, schema?.id ?? type.schema.id), attribute, filter, sub };
}

const EXTERNAL_ID: AttributeDefinition = {
  name: 'externalId',
  type: 'string',
  multiValued: false,
  description: '',
  required: false,
  caseExact: true,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
};

function holderOf(type: ResourceTypeDefinition, document: SentDocument, urn: string): SentDocument {
  if (urn === type.schema.id) return document;
  const found = document[urn];
  const holder = isObject(found) ? found : {};
  document[urn] = holder;
  return holder;
}

/** RFC 7643 section 2.5: null and an empty list are no value. */
const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

function put(holder: SentDocument, name: string, value: unknown): void {
  if (isNothing(value)) delete holder[name];
  else holder[name] = value;
}

/** RFC 7643 section 2.4: a value of the same type is there once. */
const isSameElement = (one: unknown, other: unknown): boolean =>
  isObject(one) && isObject(other) ? one['value'] === other['value'] && one['type'] === other['type'] : one === other;

function add({ holder, attribute, sub }: Target, value: unknown): void {
  const { name } = attribute;
  if (sub) {
    // "If the target location does not exist, the attribute and value are added."
    const parent = isObject(holder[name]) ? holder[name] : {};
    holder[name] = { ...parent, [sub.name]: value };
  } else if (attribute.multiValued) {
    // "… specifies a multi-valued attribute, a new value is added", "… already contains the value specified, no changes".
    const elements = Array.isArray(holder[name]) ? [...(holder[name] as unknown[])] : [];
    const touched: unknown[] = [];
    for (const element of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const at = elements.findIndex((each) => isSameElement(each, element));
      const next = at >= 0 && isObject(element) ? { ...(elements[at] as SentDocument), ...element } : element;
      elements[at < 0 ? elements.length : at] = next;
      touched.push(next);
    }
    put(holder, name, onePrimary(elements, touched));
  } else if (attribute.type === 'complex' && isObject(value)) {
    // "… specifies a complex attribute, a set of sub-attributes shall be specified in the value parameter."
    put(holder, name, { ...(isObject(holder[name]) ? holder[name] : {}), ...value });
  } else {
    put(holder, name, value);
  }
}

/** "… a new primary value … the server shall set primary of others to false." */
function onePrimary(elements: readonly unknown[], touched: readonly unknown[]): readonly unknown[] {
  const chosen = touched.filter((each) => isObject(each) && each['primary'] === true);
  if (chosen.length > 1) throw new Refused('invalidValue');
  if (chosen.length === 0) return elements;
  return elements.map((each) =>
    each !== chosen[0] && isObject(each) && each['primary'] === true ? { ...each, primary: false } : each,
  );
}

function matched({ holder, attribute, filter }: Target): ((element: unknown) => boolean) | null {
  if (filter === null) return null;
  const matches = naiveFilter(filter, (name) =>
    attribute.type === 'complex' ? named(attribute.subAttributes ?? [], name) : { ...attribute, name: 'value' },
  );
  if (!matches) throw new Refused('invalidPath');
  const elements = Array.isArray(holder[attribute.name]) ? (holder[attribute.name] as unknown[]) : [];
  const hits = new Set(elements.filter((element) => matches(isObject(element) ? element : { value: element })));
  return (element) => hits.has(element);
}

/** Changes the elements that the filter matches; without one that is noTarget. */
function inMatching(target: Target, change: (element: unknown) => unknown, needsMatch: boolean): void {
  const { holder, attribute } = target;
  const isHit = matched(target) ?? (() => true);
  const elements = Array.isArray(holder[attribute.name]) ? (holder[attribute.name] as unknown[]) : [];
  if (needsMatch && !elements.some(isHit)) throw new Refused('noTarget');
  const touched: unknown[] = [];
  const next = elements.flatMap((element) => {
    if (!isHit(element)) return [element];
    const changed = change(element);
    if (isNothing(changed)) return [];
    touched.push(changed);
    return [changed];
  });
  put(holder, attribute.name, once(onePrimary(next, touched)));
}

/** RFC 7643 section 2.4: what a change makes the same as another is there once, and primary if either is. */
function once(elements: readonly unknown[]): readonly unknown[] {
  const kept: unknown[] = [];
  for (const element of elements) {
    const at = kept.findIndex((each) => isSameElement(each, element));
    const old = kept[at];
    const isPrimary = isObject(old) && old['primary'] === true;
    kept[at < 0 ? kept.length : at] =
      isObject(old) && isObject(element) ? { ...old, ...element, ...(isPrimary ? { primary: true } : {}) } : element;
  }
  return kept;
}

function remove(target: Target): void {
  const { holder, attribute, filter, sub } = target;
  if (attribute.required) throw new Refused('mutability');
  const without = (element: unknown): unknown =>
    sub && isObject(element)
      ? Object.fromEntries(Object.entries(element).filter(([name]) => name !== sub.name))
      : undefined;
  if (filter !== null) inMatching(target, without, false);
  else if (sub) put(holder, attribute.name, without(holder[attribute.name]));
  else delete holder[attribute.name];
}

function replace(target: Target, value: unknown): void {
  const { holder, attribute, filter, sub } = target;
  if (filter !== null)
    inMatching(
      target,
      (element) => (sub ? { ...(element as SentDocument), [sub.name]: value } : merged(element, value)),
      true,
    );
  else if (attribute.multiValued && !sub)
    put(
      holder,
      attribute.name,
      onePrimary(
        Array.isArray(value) ? (value as unknown[]) : [value],
        Array.isArray(value) ? (value as unknown[]) : [value],
      ),
    );
  // "If the target location path specifies an attribute that does not exist, … treat the operation as an add."
  else add(target, value);
}

const merged = (element: unknown, value: unknown): unknown =>
  isObject(element) && isObject(value) ? { ...element, ...value } : value;

function applyAt(type: ResourceTypeDefinition, document: SentDocument, { op, path = '', value }: NaiveOperation): void {
  const target = readPath(type, document, path);
  if (target.attribute.mutability === 'writeOnly') return;
  if (op === 'remove') remove(target);
  else if (op === 'replace') replace(target, value);
  else if (target.filter === null) add(target, value);
  else inMatching(target, (element) => merged(element, target.sub ? { [target.sub.name]: value } : value), true);
}

/** Without a path the value holds attributes; those that are read-only or not known are left out, as from any body. */
function applyObject(type: ResourceTypeDefinition, document: SentDocument, op: string, value: SentDocument): void {
  for (const [key, member] of Object.entries(value)) {
    const extension = type.extensions.find(({ id }) => same(id, key));
    const paths =
      extension && isObject(member)
        ? Object.entries(member).map(([name, each]) => [`${extension.id}:${name}`, each] as const)
        : [[key, member] as const];
    for (const [path, each] of paths) {
      try {
        applyAt(type, document, { op, path, value: each });
      } catch (error) {
        const isIgnored =
          error instanceof Refused && (error.scimType === 'invalidPath' || error.scimType === 'mutability');
        if (!isIgnored) throw error;
      }
    }
  }
}

/** True for an operation whose path no schema knows. */
function isPassedOver(type: ResourceTypeDefinition, document: SentDocument, { path }: NaiveOperation): boolean {
  if (path === undefined) return false;
  try {
    readPath(type, structuredClone(document), path);
    return false;
  } catch (error) {
    if (error instanceof Refused) return error.isUnknown;
    throw error;
  }
}

/**
 * PATCH as RFC 7644 section 3.5.2 reads, sentence by sentence, with no thought of speed, on the document itself. It takes
 * well-typed values only and knows no habits of any client: it is what the engine is compared with. As decision 0008 has it, a
 * path that no schema knows is passed over beside others, and a replace through a filter keeps what it does not name.
 */
export function naivePatch(
  type: ResourceTypeDefinition,
  document: SentDocument,
  operations: readonly NaiveOperation[],
): NaiveOutcome {
  const copy = structuredClone(document);
  try {
    const unknown = operations.filter((operation) => isPassedOver(type, copy, operation));
    if (unknown.length === operations.length) throw new Refused('invalidPath');
    for (const operation of operations) {
      const op = operation.op.toLowerCase();
      if (unknown.includes(operation)) continue;
      if (operation.path !== undefined) applyAt(type, copy, { ...operation, op });
      else if (op === 'remove') throw new Refused('noTarget');
      else applyObject(type, copy, op, operation.value as SentDocument);
    }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, scimType: error.scimType };
    throw error;
  }
  for (const { id } of type.extensions) if (isNothing(copy[id])) delete copy[id];
  return { ok: true, document: copy };
}
