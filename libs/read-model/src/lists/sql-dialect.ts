import type { RawBuilder } from 'kysely';

/** A part of a statement. What a client wrote is in it only as a parameter. */
export type Fragment = RawBuilder<unknown>;

/** Types a JSON value can be compared as. A boolean is 0 or 1. */
export type ScalarType = 'text' | 'number' | 'boolean';

/** A JSON document in SQL: a column, or an element of an array that `elements` made a row of. */
export type JsonSource =
  { readonly kind: 'document'; readonly json: Fragment } | { readonly kind: 'element'; readonly alias: string };

/** Where engines need different SQL for the same meaning. */
export interface SqlDialect {
  /** The text in the form in which it is compared, as `foldCase` of the SCIM library has it. */
  fold(text: Fragment): Fragment;
  /** True if an indexed column of any length has exactly the text; uses the index. */
  equalsKey(column: Fragment, text: Fragment): Fragment;
  /** True if an indexed column of any length begins with the text, which is not empty; uses the index. */
  startsWithKey(column: Fragment, text: string): Fragment;
  /** True if an indexed column of any length comes after the text, before it where `descending`; uses the index. */
  isBeyondKey(column: Fragment, text: string, descending: boolean): Fragment;
  /** What an index has of a column of any length: it begins the order of the column, and is null where the column is. */
  indexKey(column: Fragment): Fragment;
  /** A query for `created_position` of the company's users whose text, see `searchedText`, has every part; it may find more. */
  positionsOfTexts(companyId: string, parts: readonly string[]): Fragment;
  /** True if the text has the part anywhere, at its start or at its end. */
  contains(text: Fragment, part: Fragment): Fragment;
  startsWith(text: Fragment, part: Fragment): Fragment;
  endsWith(text: Fragment, part: Fragment): Fragment;
  /** An RFC 3339 text as a number that orders like the time it means. */
  time(text: Fragment): Fragment;
  /** The value at a path of names; SQL null where there is none, or one of another type. An empty path is the source itself. */
  value(source: JsonSource, path: readonly string[], type: ScalarType): Fragment;
  /** True if the value at the path holds, at any depth, something other than null. */
  assigned(source: JsonSource, path: readonly string[]): Fragment;
  /** True if the source is a JSON object. */
  isObject(source: JsonSource): Fragment;
  /** What stands after FROM to get a row for each element of the array at the path, under that alias; column `key` counts them. */
  elements(source: JsonSource, path: readonly string[], alias: string): Fragment;
  /** What stands between the brackets of IN for any number of ids, as one parameter. */
  ids(ids: readonly string[]): Fragment;
}
