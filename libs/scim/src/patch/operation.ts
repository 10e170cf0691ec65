import type { Filter } from '../filter/filter.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import type { IndexedSchema } from '../schema/lookup.ts';

/** What a PATCH operation does. */
export type PatchOp = 'add' | 'replace' | 'remove';

/** An operation as it was sent, its keys and `op` read in any case. `value` is undefined where none was sent. */
export interface SentOperation {
  readonly op: PatchOp;
  readonly path: string | null;
  readonly value: unknown;
}

/** `attr`, `attr.sub`, `attr[filter]` or `attr[filter].sub`, resolved. */
export interface AttributeTarget {
  readonly kind: 'attribute';
  readonly key: string;
  readonly attribute: AttributeDefinition;
  readonly filter?: Filter;
  readonly sub?: AttributeDefinition;
}

/** A bare URN: every attribute of that schema. */
export interface SchemaTarget {
  readonly kind: 'schema';
  readonly schema: IndexedSchema;
}

/** What an operation is about; null is the whole resource. */
export type PatchTarget = AttributeTarget | SchemaTarget;

/** An operation with its path resolved; its value is checked as it is applied. `number` is its place in the request, from 1. */
export interface PatchOperation {
  readonly number: number;
  readonly op: PatchOp;
  readonly target: PatchTarget | null;
  readonly value: unknown;
}
