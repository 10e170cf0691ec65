import type { AttributeDefinition } from '../schema/definition.ts';

/** Comparison operators of RFC 7644 section 3.4.2.2, `pr` aside. */
export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/**
 * An attribute that a filter names, found in the schema. `key` is its key in `Attributes` (`userName`, `emails`,
 * `urn:…:User:department`), or `id` or `meta`; `sub` is the sub-attribute, where one is named or implied (`emails` alone means
 * `emails.value`). Inside an element filter `key` is the sub-attribute's own name and `sub` is absent.
 */
export interface FilterPath {
  readonly key: string;
  readonly attribute: AttributeDefinition;
  readonly sub?: AttributeDefinition;
}

/** A filter with every name resolved. An attribute no schema knows counts as unassigned and has become a `constant`. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Filter[] }
  | { readonly kind: 'not'; readonly term: Filter }
  | {
      readonly kind: 'compare';
      readonly path: FilterPath;
      readonly operator: ComparisonOperator;
      readonly value: string | number | boolean | null;
    }
  | { readonly kind: 'present'; readonly path: FilterPath }
  /** `emails[type eq "work"]`: one element of a multi-valued attribute matches the whole inner filter. */
  | { readonly kind: 'element'; readonly path: FilterPath; readonly filter: Filter }
  | { readonly kind: 'constant'; readonly value: boolean };
