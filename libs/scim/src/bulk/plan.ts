import type { Json } from '@luciq/events';
import type { BulkRequest, ParsedOperation } from './parse.ts';
import { withReferences } from './references.ts';

/**
 * One thing to do, in the order of the plan. `index` is the place of its operation in the request.
 * - `do`: everything it refers to was tried before.
 * - `create-without`: it is part of a circle. It is done without the references in `open`, so that it gets an id.
 * - `complete`: the same operation once the rest of the circle has ids: a PUT of all its data to what `create-without` made.
 */
export type BulkStep =
  | { readonly kind: 'do'; readonly index: number }
  | { readonly kind: 'create-without'; readonly index: number; readonly open: ReadonlySet<string> }
  | { readonly kind: 'complete'; readonly index: number };

/** The operations that each operation refers to, by index. A bulkId that no POST of the request has leads nowhere: it can't be resolved. */
function dependencies(operations: readonly ParsedOperation[]): readonly (readonly number[])[] {
  const makers = new Map<string, number>();
  operations.forEach((parsed, index) => {
    if (parsed.kind === 'operation' && parsed.operation.method === 'POST' && parsed.operation.bulkId !== null)
      makers.set(parsed.operation.bulkId, index);
  });
  return operations.map((parsed) =>
    parsed.kind === 'operation' ? [...parsed.operation.references].flatMap((id) => makers.get(id) ?? []) : [],
  );
}

/**
 * In which order to do the operations of a bulk request: as they were sent, but what is referred to comes before what refers to
 * it. Of a circle (RFC 7644 section 3.7.1) the operation that closes it is done twice. Without recursion, because a chain may
 * be as long as the request.
 */
export function planBulk({ operations }: BulkRequest): readonly BulkStep[] {
  const needs = dependencies(operations);
  const done = new Set<number>();
  const begun = new Set<number>();
  const steps: BulkStep[] = [];
  const complete: BulkStep[] = [];

  const finish = (index: number): void => {
    done.add(index);
    const parsed = operations[index];
    if (parsed?.kind !== 'operation') return void steps.push({ kind: 'do', index });
    const waiting = new Set((needs[index] ?? []).filter((need) => !done.has(need) || need === index));
    const open = new Set(
      [...parsed.operation.references].filter((id) => [...waiting].some((need) => bulkIdOf(operations[need]) === id)),
    );
    if (open.size === 0 || parsed.operation.method !== 'POST') return void steps.push({ kind: 'do', index });
    steps.push({ kind: 'create-without', index, open });
    complete.push({ kind: 'complete', index });
  };

  operations.forEach((_, start) => {
    const path = [start];
    while (path.length > 0) {
      const index = path.at(-1) ?? start;
      begun.add(index);
      const need = done.has(index) ? undefined : (needs[index] ?? []).find((each) => !begun.has(each));
      if (need !== undefined) {
        path.push(need);
        continue;
      }
      path.pop();
      if (!done.has(index)) finish(index);
    }
    // A circle is whole once the operation that led into it is done.
    steps.push(...complete.splice(0));
  });
  return steps;
}

const bulkIdOf = (parsed: ParsedOperation | undefined): string | null =>
  parsed?.kind === 'operation' ? parsed.operation.bulkId : null;

/** The data of an operation with its references resolved, or the first bulkId that has no id because its operation failed. */
export type ResolvedData =
  { readonly kind: 'data'; readonly data: Json } | { readonly kind: 'unresolved'; readonly bulkId: string };

/**
 * Fills in the ids that operations before have made, by their bulkIds. References in `open` are left out. Any other one
 * without an id can't be resolved; its operation fails.
 */
export function resolveData(
  data: Json,
  made: ReadonlyMap<string, string>,
  open: ReadonlySet<string> = new Set(),
): ResolvedData {
  let unresolved: string | null = null;
  const resolved = withReferences(data, (bulkId) => {
    const id = made.get(bulkId) ?? null;
    if (id === null && !open.has(bulkId)) unresolved ??= bulkId;
    return id;
  });
  return unresolved === null ? { kind: 'data', data: resolved ?? null } : { kind: 'unresolved', bulkId: unresolved };
}
