import { countPathKeys, rewriteEntra } from '../dialects/entra.ts';
import { parsed, problem, type Parsed } from '../error.ts';
import { countComparisons } from '../filter/cost.ts';
import { isObject, memberInAnyCase } from '../json.ts';
import { MAX_PATCH_COMPARISONS, MAX_PATCH_OPERATIONS, MAX_PATH_KEYS } from '../limits.ts';
import { checkMessageSchema } from '../message.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { PATCH_OP_URN } from '../urns.ts';
import type { PatchOp, PatchOperation, PatchTarget, SentOperation } from './operation.ts';
import { parsePath } from './path.ts';

const OPS: ReadonlyMap<string, PatchOp> = new Map((['add', 'replace', 'remove'] as const).map((op) => [op, op]));

function readOperation(sent: unknown): Parsed<SentOperation> {
  if (!isObject(sent)) return problem('invalidSyntax', 'Each operation must be an object.');
  const name = memberInAnyCase(sent, 'op');
  const op = typeof name === 'string' ? OPS.get(name.toLowerCase()) : undefined;
  if (!op) return problem('invalidSyntax', 'The op of each operation must be add, replace or remove.');
  const path = memberInAnyCase(sent, 'path') ?? '';
  if (typeof path !== 'string') return problem('invalidPath', 'The path of an operation must be a string.');
  const value = memberInAnyCase(sent, 'value');
  if (op !== 'remove' && path === '' && isObject(value) && Object.keys(value).length === 0) {
    return problem('invalidSyntax', `An operation with op ${op} and no path needs a value with one attribute or more: this one asks for nothing.`);
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

function resolveOperation(type: ResourceTypeDefinition, { op, path, value }: SentOperation): Parsed<PatchOperation> {
  if (op !== 'remove' && value === undefined) return problem('invalidValue', `An operation with op ${op} needs a value.`);
  if (path === null) {
    return op === 'remove'
      ? problem('noTarget', 'An operation with op remove needs a path.')
      : parsed({ op, target: null, value });
  }
  const resolved = parsePath(type, path);
  if (!resolved.ok) return resolved;
  const target = checkWritable(resolved.value);
  return target.ok ? parsed({ op, target: target.value, value }) : target;
}

const comparisonsOf = ({ target }: PatchOperation): number =>
  target?.kind === 'attribute' && target.filter ? countComparisons(target.filter) : 0;

/**
 * Reads the body of a PATCH (RFC 7644 section 3.5.2) and resolves its paths. Keys and `op` count in any case; `schemas` may
 * be missing. Problems: invalidSyntax for a body of the wrong shape and for one that asks for nothing, invalidPath, noTarget
 * for a remove without a path, mutability for a read-only path, invalidValue for a missing value and for too many operations
 * or comparisons.
 */
export function parsePatch(type: ResourceTypeDefinition, body: unknown): Parsed<readonly PatchOperation[]> {
  if (!isObject(body)) return problem('invalidSyntax', 'The body must be a JSON object.');
  const schemas = checkMessageSchema(body, PATCH_OP_URN);
  if (!schemas.ok) return schemas;
  const sent = memberInAnyCase(body, 'operations');
  if (!Array.isArray(sent) || sent.length === 0) return problem('invalidSyntax', 'Operations must be a list of one operation or more.');
  if (sent.length > MAX_PATCH_OPERATIONS) {
    return problem('invalidValue', `A request must not have more than ${MAX_PATCH_OPERATIONS} operations.`);
  }
  const operations: PatchOperation[] = [];
  let comparisons = 0;
  let pathKeys = 0;
  for (const item of sent) {
    const read = readOperation(item);
    if (!read.ok) return read;
    pathKeys += countPathKeys(read.value);
    if (pathKeys > MAX_PATH_KEYS) return problem('invalidValue', `The values of a request must not have more than ${MAX_PATH_KEYS} keys that are paths.`);
    for (const rewritten of rewriteEntra(type, read.value)) {
      const operation = resolveOperation(type, rewritten);
      if (!operation.ok) return operation;
      comparisons += comparisonsOf(operation.value);
      if (comparisons > MAX_PATCH_COMPARISONS) {
        return problem('invalidValue', `The paths of a request must not have more than ${MAX_PATCH_COMPARISONS} comparisons.`);
      }
      operations.push(operation.value);
    }
  }
  return parsed(operations);
}
