import { sql } from 'kysely';
import type { AttributeDefinition, Sort } from '@luciq/scim';
import { compareText } from '@luciq/scim';
import { USERS } from './filter-subjects.ts';
import type { FilterContext } from './filter-to-sql.ts';
import { FilterCompiler } from './filter-to-sql.ts';
import type { Fragment, JsonSource, ScalarType } from './sql-dialect.ts';

/** The value by which a row is ordered, as a database gives it. */
export type SortKey = string | number | null;

/**
 * The value by which `sortValue` of the SCIM library orders a resource, as SQL in which values compare as `compareResources`
 * compares them; null for none. Names come from the schema.
 */
export function sortKey({ path }: Sort, context: FilterContext): Fragment {
  const { dialect, subject = USERS } = context;
  const compiler = new FilterCompiler(context);
  const attribute = path.sub ?? path.attribute;
  const type = scalarType(attribute);
  const { folded, plain } = ((): { folded?: Fragment; plain: Fragment } => {
    if (!path.attribute.multiValued) return compiler.value(path, { kind: 'resource' }, type);
    if (path.key === subject.relation.key) return { plain: firstRow(path.sub, context) };
    return { plain: subject.document ? chosenElement(subject.document) : sql`null` };
  })();
  if (attribute.type === 'dateTime') return dialect.time(plain);
  if (type !== 'text' || attribute.caseExact) return plain;
  return folded ?? dialect.fold(plain);

  /** Of several elements the primary one, else the first one. */
  function chosenElement(document: Fragment): Fragment {
    const source: JsonSource = { kind: 'element', alias: 'chosen' };
    const primary = sql`case when ${dialect.isObject(source)} then ${dialect.value(source, ['primary'], 'boolean')} end`;
    const value = compiler.elementValue(source, path, type).plain;
    return sql`(select ${value} from ${dialect.elements({ kind: 'document', json: document }, [path.key], 'chosen')}
      order by coalesce(${primary}, 0) desc, ${sql.ref('chosen.key')} limit 1)`;
  }
}

/** What comes first among members or groups, in the order in which they are shown. */
function firstRow(
  sub: AttributeDefinition | undefined,
  { dialect, baseUrl, subject = USERS }: FilterContext,
): Fragment {
  const { relation } = subject;
  const value = (sub && relation.value(sub.name, { dialect, baseUrl })) ?? sql`null`;
  return sql`(select ${value} from ${relation.rows} where ${relation.where} order by ${relation.order} limit 1)`;
}

function scalarType({ type }: AttributeDefinition): ScalarType {
  if (type === 'boolean') return 'boolean';
  return type === 'integer' || type === 'decimal' ? 'number' : 'text';
}

/** Orders rows by key as SQL does: those without a value are last when ascending and first when descending, equals as they were created. */
export function compareKeys(one: SortKey, other: SortKey, descending: boolean): number {
  const missing = Number(one === null) - Number(other === null);
  const ascending = one === null || other === null ? missing : compareValues(one, other);
  return descending ? -ascending : ascending;
}

function compareValues(one: string | number, other: string | number): number {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return compareText(String(one), String(other));
}
