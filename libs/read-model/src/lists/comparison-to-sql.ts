import { sql } from 'kysely';
import type { AttributeDefinition, ComparisonOperator, Filter } from '@luciq/scim';
import { foldCase, foldPart } from '@luciq/scim';
import type { Value } from './filter-subjects.ts';
import type { Fragment, ScalarType, SqlDialect } from './sql-dialect.ts';

/** A comparison of a filter. */
export type Comparison = Extract<Filter, { kind: 'compare' }>;
type Literal = Comparison['value'];

/** True of a value that compares as RFC 7644 section 3.4.2.2 has it; null, which means false, where the value is null. */
export function comparisonToSql(
  value: Value,
  { path, operator, value: literal }: Comparison,
  dialect: SqlDialect,
): Fragment {
  const attribute = path.sub ?? path.attribute;
  const isPart = operator === 'co' || operator === 'sw' || operator === 'ew';
  const [left, right] = comparable(value, attribute, { literal, fold: isPart ? foldPart : foldCase, dialect });
  switch (operator) {
    case 'eq':
      return value.indexed ? dialect.equalsKey(left, right) : sql`${left} = ${right}`;
    case 'ne':
      return sql`(${left} = ${right}) is not true`;
    case 'co':
      return dialect.contains(left, right);
    case 'sw':
      return dialect.startsWith(left, right);
    case 'ew':
      return dialect.endsWith(left, right);
    default:
      return sql`${left} ${ORDERING[operator]} ${right}`;
  }
}

/** Both sides in the form in which values of the attribute are compared. */
function comparable(
  { plain, folded }: Value,
  attribute: AttributeDefinition,
  {
    literal,
    fold,
    dialect,
  }: { readonly literal: Literal; readonly fold: (text: string) => string; readonly dialect: SqlDialect },
): readonly [Fragment, Fragment] {
  if (typeof literal === 'boolean') return [plain, sql.val(literal ? 1 : 0)];
  if (typeof literal !== 'string') return [plain, sql.val(literal)];
  if (attribute.type === 'dateTime') return [dialect.time(plain), dialect.time(sql.val(literal))];
  if (attribute.caseExact) return [plain, sql.val(literal)];
  return [folded ?? dialect.fold(plain), sql.val(fold(literal))];
}

const ORDERING: Readonly<Record<Exclude<ComparisonOperator, 'eq' | 'ne' | 'co' | 'sw' | 'ew'>, Fragment>> = {
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
};

/** The type that a database compares a literal as. */
export function scalarType(literal: Literal): ScalarType {
  if (typeof literal === 'boolean') return 'boolean';
  return typeof literal === 'number' ? 'number' : 'text';
}
