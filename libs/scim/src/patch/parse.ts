import type { Parsed, Refused } from '../error.ts';
import { inOperation, kindOf, parsed, problem } from '../error.ts';
import { countComparisons } from '../filter/cost.ts';
import { isObject, memberInAnyCase } from '../json.ts';
import { MAX_PATCH_COMPARISONS, MAX_PATCH_OPERATIONS, MAX_PATH_KEYS } from '../limits.ts';
import { checkMessageSchema } from '../message.ts';
import { isIgnored, wrongType } from '../resource/value.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { PATCH_OP_URN } from '../urns.ts';
import { countDottedKeys, splitDottedKeys } from './dotted-keys.ts';
import type { PatchOp, PatchOperation, PatchTarget, SentOperation } from './operation.ts';
import type { ParsedPath } from './path.ts';
import { parsePath } from './path.ts';

const OPS: ReadonlyMap<string, PatchOp> = new Map((['add', 'replace', 'remove'] as const).map((op) => [op, op]));

function readOperation(sent: unknown): Parsed<SentOperation> {
  if (!isObject(sent)) return problem('invalidSyntax', `It must be an object, not ${kindOf(sent)}.`);
  const name = memberInAnyCase(sent, 'op');
  const op = typeof name === 'string' ? OPS.get(name.toLowerCase()) : undefined;
  if (!op) return problem('invalidSyntax', 'The op must be add, replace or remove.');
  const path = memberInAnyCase(sent, 'path') ?? '';
  if (typeof path !== 'string') return problem('invalidPath', `The path must be a string, not ${kindOf(path)}.`);
  const value = memberInAnyCase(sent, 'value');
  if (op !== 'remove' && path === '' && isObject(value) && Object.keys(value).length === 0) {
    return problem(
      'invalidSyntax',
      `With op ${op} and no path it needs a value with one attribute or more: this one asks for nothing.`,
    );
  }
  return parsed({ op, path: path === '' ? null : path, value });
}

function checkWritable(target: PatchTarget): Parsed<PatchTarget> {
  if (target.kind === 'schema') return parsed(target);
  const { key, attribute, sub } = target;
  if (attribute.mutability === 'readOnly') return problem('mutability', `${key} is read-only.`);
  if (sub?.mutability === 'readOnly') return problem('mutability', `${key}.${sub.name} is read-only.`);
  return parsed(target);
}

/** An operation as it is to be applied. A refused one on which no access depends is ignored beside others: `ignored` names it. */
type Resolved =
  { readonly ok: true; readonly value: Omit<PatchOperation, 'number'> } | (Refused & { readonly ignored?: string });

function resolveOperation(type: ResourceTypeDefinition, { op, path, value }: SentOperation): Resolved {
  if (path === null && op === 'remove') return problem('noTarget', 'With op remove it needs a path.');
  const resolved: ParsedPath<PatchTarget | null> = path === null ? { ok: true, value: null } : parsePath(type, path);
  if (!resolved.ok) return resolved.unknown === undefined ? resolved : { ...resolved, ignored: resolved.unknown };
  if (op !== 'remove' && value === undefined)
    return problem('invalidValue', `With op ${op} it needs a value${forAttribute(resolved.value)}.`);
  if (resolved.value === null) return parsed({ op, target: null, value });
  const target = checkWritable(resolved.value);
  if (!target.ok) return target;
  return (op === 'remove' ? null : ignoredValue(target.value, value)) ?? parsed({ op, target: target.value, value });
}

/** What is wrong with a value that is ignored beside others; null for any other value. */
function ignoredValue(target: PatchTarget, value: unknown): Resolved | null {
  if (target.kind === 'schema') return null;
  const { key, attribute, sub } = target;
  if (!isIgnored(sub ?? attribute, value)) return null;
  const label = sub ? `${key}.${sub.name}` : key;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return { ...wrongType(sub ?? attribute, label, attribute.multiValued && !sub ? items[0] : value), ignored: label };
}

const forAttribute = (target: PatchTarget | null): string => (target?.kind === 'attribute' ? ` for ${target.key}` : '');

const comparisonsOf = ({ target }: Pick<PatchOperation, 'target'>): number =>
  target?.kind === 'attribute' && target.filter ? countComparisons(target.filter) : 0;

/** What one request has named so far, as far as that is limited. */
interface Counted {
  comparisons: number;
  pathKeys: number;
}

/** What reading has come to so far: names of ignored operations, and why each was ignored. */
interface Ignored {
  readonly counted: Counted;
  readonly ignored: string[];
  readonly reasons: Refused[];
}

/** One operation as it was sent, split into those that it stands for. */
function readSplit(
  type: ResourceTypeDefinition,
  operation: unknown,
  { counted, ignored, reasons }: Ignored,
): Parsed<readonly Omit<PatchOperation, 'number'>[]> {
  const read = readOperation(operation);
  if (!read.ok) return read;
  counted.pathKeys += countDottedKeys(read.value);
  if (counted.pathKeys > MAX_PATH_KEYS)
    return problem(
      'invalidValue',
      `The values of a request must not have more than ${MAX_PATH_KEYS} keys that are paths.`,
    );
  const operations: Omit<PatchOperation, 'number'>[] = [];
  for (const single of splitDottedKeys(type, read.value)) {
    const resolved = resolveOperation(type, single);
    if (resolved.ok) {
      counted.comparisons += comparisonsOf(resolved.value);
      if (counted.comparisons > MAX_PATCH_COMPARISONS)
        return problem(
          'invalidValue',
          `The paths of a request must not have more than ${MAX_PATCH_COMPARISONS} comparisons.`,
        );
      operations.push(resolved.value);
    } else if (resolved.ignored === undefined) {
      return resolved;
    } else {
      ignored.push(resolved.ignored);
      reasons.push(resolved);
    }
  }
  return parsed(operations);
}

/**
 * Reads the body of a PATCH (RFC 7644 section 3.5.2) and resolves its paths. Keys and `op` count in any case; `schemas` may
 * be missing. An operation whose path no schema knows, or whose value has a wrong type where no access depends on the attribute,
 * is ignored beside others, so that these are done; `ignored` gets its path. Where no other operation is left it is refused.
 * Problems: invalidSyntax for a body of the wrong shape and for one without a change, invalidPath, noTarget for a remove
 * without a path, mutability for a read-only path, invalidValue for a missing value and for too many operations or comparisons.
 */
export function parsePatch(
  type: ResourceTypeDefinition,
  body: unknown,
  ignored: string[] = [],
): Parsed<readonly PatchOperation[]> {
  if (!isObject(body)) return problem('invalidSyntax', `The body must be a JSON object, not ${kindOf(body)}.`);
  const schemas = checkMessageSchema(body, PATCH_OP_URN);
  if (!schemas.ok) return schemas;
  const sent = memberInAnyCase(body, 'operations');
  if (!Array.isArray(sent) || sent.length === 0)
    return problem('invalidSyntax', 'Operations must be a list of one operation or more.');
  if (sent.length > MAX_PATCH_OPERATIONS) {
    return problem('invalidValue', `A request must not have more than ${MAX_PATCH_OPERATIONS} operations.`);
  }
  const operations: PatchOperation[] = [];
  const reasons: Refused[] = [];
  const counted: Counted = { comparisons: 0, pathKeys: 0 };
  for (const [index, operation] of sent.entries()) {
    const seen = reasons.length;
    const read = readSplit(type, operation, { counted, ignored, reasons });
    if (!read.ok) return inOperation(index + 1, read);
    for (const reason of reasons.splice(seen)) reasons.push(inOperation(index + 1, reason));
    for (const each of read.value) operations.push({ ...each, number: index + 1 });
  }
  const [first] = reasons;
  return operations.length === 0 && first ? first : parsed(operations);
}
