import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { AttributeDefinition, Filter, FilterPath } from '@luciq/scim';
import { elementCondition, foldCase, locationOf } from '@luciq/scim';
import type { Comparison } from './comparison-to-sql.ts';
import { comparisonToSql, scalarType } from './comparison-to-sql.ts';
import { EMAILS, exactElementValue, isFoundByIndex } from './filter-index.ts';
import type { Relation, Subject, Value } from './filter-subjects.ts';
import { columnName, USERS } from './filter-subjects.ts';
import type { Fragment, JsonSource, ScalarType, SqlDialect } from './sql-dialect.ts';

/** What a filter needs besides the rows. */
export interface FilterContext {
  readonly dialect: SqlDialect;
  /** As in RenderOptions; without it `meta.location` counts as unassigned. */
  readonly baseUrl: string | null;
  /** The company whose rows are filtered; the filter itself does not choose it. */
  readonly companyId: string;
  /** What is filtered: users unless set. */
  readonly subject?: Subject;
}

/**
 * A filter as a condition on the table of the subject, with the meaning that `evaluateFilter` of the SCIM library has in
 * memory (RFC 7644 section 3.4.2.2). A condition that comes out as SQL null means false. Names come from the schema and
 * values from the client; both reach SQL as parameters only.
 */
export function filterToSql(filter: Filter, context: FilterContext): RawBuilder<boolean> {
  const compiler = new FilterCompiler(context);
  return sql<boolean>`(${compiler.compile(filter, RESOURCE)})`;
}

/** What names in a filter are looked up in: the columns of a resource, one element of a list, or one row of a relation. */
type Scope =
  | { readonly kind: 'resource' }
  | { readonly kind: 'element'; readonly source: JsonSource }
  | { readonly kind: 'row'; readonly relation: Relation };

const RESOURCE: Scope = { kind: 'resource' };

const NOTHING: JsonSource = { kind: 'document', json: sql`'{}'` };

/** Compiles one filter. */
export class FilterCompiler {
  private readonly dialect: SqlDialect;
  private readonly baseUrl: string | null;
  private readonly companyId: Fragment;
  private readonly subject: Subject;
  private readonly document: JsonSource;
  private aliases = 0;

  constructor({ dialect, baseUrl, companyId, subject = USERS }: FilterContext) {
    this.dialect = dialect;
    this.baseUrl = baseUrl;
    this.companyId = sql`${companyId}`;
    this.subject = subject;
    this.document = subject.document ? { kind: 'document', json: subject.document } : NOTHING;
  }

  compile(filter: Filter, scope: Scope): Fragment {
    switch (filter.kind) {
      case 'and':
        return sql.join(
          filter.terms.map((term) => sql`(${this.compile(term, scope)})`),
          sql` and `,
        );
      case 'or':
        return this.some(filter.terms, scope);
      case 'not':
        return sql`not coalesce((${this.compile(filter.term, scope)}), false)`;
      case 'constant':
        return filter.value ? sql`true` : sql`false`;
      case 'present':
        return this.present(filter.path, scope);
      case 'compare':
        return this.compare(filter, scope);
      case 'element':
        return this.element(filter.path.key, filter.filter);
    }
  }

  private some(terms: readonly Filter[], scope: Scope): Fragment {
    const { subject, companyId } = this;
    if (scope.kind !== 'resource')
      return sql.join(
        terms.map((term) => sql`(${this.compile(term, scope)})`),
        sql` or `,
      );
    if (!terms.every((term) => isFoundByIndex(term, subject)))
      return sql.join(
        this.joined(terms).map((term) => sql`(${this.compile(term, scope)})`),
        sql` or `,
      );
    const conditions = terms.map((term) => sql`(${this.compile(term, scope)})`);
    // Each by its index: an engine that knows nothing of the rows would rather look at all of the company's.
    const table = sql.table(subject.table);
    const found = conditions.map(
      (condition) => sql`select ${subject.id} from ${table} where ${table}.company_id = ${companyId} and ${condition}`,
    );
    return sql`${subject.id} in (${sql.join(found, sql` union all `)})`;
  }

  /** Terms of an `or` with those on elements of one attribute made one, so that the elements are looked at once. */
  private joined(terms: readonly Filter[]): readonly Filter[] {
    const others: Filter[] = [];
    const ofElements = new Map<string, { readonly path: FilterPath; readonly terms: Filter[] }>();
    for (const term of terms) {
      const condition = isFoundByIndex(term, this.subject) ? null : elementCondition(term);
      if (!condition || (term.kind !== 'compare' && term.kind !== 'element')) {
        others.push(term);
        continue;
      }
      const known = ofElements.get(condition.key) ?? { path: term.path, terms: [] };
      known.terms.push(condition.filter);
      ofElements.set(condition.key, known);
    }
    const joined = [...ofElements.values()].map(({ path, terms: some }): Filter => ({
      kind: 'element',
      path,
      filter: { kind: 'or', terms: some },
    }));
    return [...others, ...joined];
  }

  /** The value that an attribute without several values has; for a sub-attribute of such a one see `elementValue`. */
  value(path: FilterPath, scope: Scope, type: ScalarType): Value {
    const { key, sub } = path;
    const { dialect, subject } = this;
    if (scope.kind === 'row')
      return { plain: scope.relation.value(key, { dialect, baseUrl: this.baseUrl }) ?? sql`null` };
    if (scope.kind === 'element') {
      const inObject = dialect.value(scope.source, [key], type);
      return { plain: this.inElement(scope.source, { key, inObject, itself: dialect.value(scope.source, [], type) }) };
    }
    if (key === 'id') return { plain: subject.id };
    if (key === 'meta') return sub ? this.metaValue(sub) : { plain: sql`null` };
    const column = subject.columns.get(columnName(path));
    return column
      ? { ...column, plain: column.plain ?? this.kept(sub ? [key, sub.name] : [key], type) }
      : { plain: this.kept(sub ? [key, sub.name] : [key], type) };
  }

  /** The value that an element of a list has. */
  elementValue(source: JsonSource, { sub }: FilterPath, type: ScalarType): Value {
    if (!sub) return { plain: this.dialect.value(source, [], type) };
    return {
      plain: sql`case when ${this.dialect.isObject(source)} then ${this.dialect.value(source, [sub.name], type)} end`,
    };
  }

  private kept(path: readonly string[], type: ScalarType): Fragment {
    return this.subject.document ? this.dialect.value(this.document, path, type) : sql`null`;
  }

  private present(path: FilterPath, scope: Scope): Fragment {
    const { dialect, subject } = this;
    const { key, attribute, sub } = path;
    if (scope.kind === 'row') return sql`${this.value(path, scope, 'text').plain} is not null`;
    if (scope.kind === 'element') {
      const inObject = dialect.assigned(scope.source, [key]);
      return this.inElement(scope.source, { key, inObject, itself: dialect.assigned(scope.source, []) });
    }
    if (key === 'id' || key === 'active' || (key === 'meta' && !sub)) return sql`true`;
    if (key === 'meta' && sub) return sql`${this.metaValue(sub).plain} is not null`;
    if (key === subject.relation.key) return this.someRow(sub ? sql`${this.rowValue(path)} is not null` : sql`true`);
    if (!subject.document) return sql`${this.value(path, scope, 'text').plain} is not null`;
    if (!attribute.multiValued || !sub) return dialect.assigned(this.document, sub ? [key, sub.name] : [key]);
    return this.someElement(
      key,
      (source) => sql`${dialect.isObject(source)} and ${dialect.assigned(source, [sub.name])}`,
    );
  }

  private compare(comparison: Comparison, scope: Scope): Fragment {
    const { path, operator, value: literal } = comparison;
    const type = scalarType(literal);
    if (!path.attribute.multiValued || scope.kind !== 'resource')
      return comparisonToSql(this.value(path, scope, type), comparison, this.dialect);
    const exact =
      operator === 'eq' && path.sub?.name === 'value' && typeof literal === 'string'
        ? this.exactly(path.key, literal)
        : null;
    if (exact) return exact;
    const isRelation = path.key === this.subject.relation.key;
    const matching = isRelation
      ? this.someRow(comparisonToSql({ plain: this.rowValue(path) }, comparison, this.dialect))
      : this.someElement(path.key, (source) =>
          comparisonToSql(this.elementValue(source, path, type), comparison, this.dialect),
        );
    if (operator !== 'ne') return matching;
    return sql`${matching} or not ${isRelation ? this.someRow(sql`true`) : this.someElement(path.key, () => sql`true`)}`;
  }

  private element(key: string, filter: Filter): Fragment {
    const { relation } = this.subject;
    const matching =
      key === relation.key
        ? this.someRow(this.compile(filter, { kind: 'row', relation }))
        : this.someElement(key, (source) => this.compile(filter, { kind: 'element', source }));
    // What an index can find comes first: the whole condition then looks at those few alone.
    const literal = exactElementValue(filter);
    const exact = literal === null ? null : this.exactly(key, literal);
    return exact ? sql`${exact} and ${matching}` : matching;
  }

  /** True of resources that have an element of exactly that value, found by an index; null where there is none for the attribute. */
  private exactly(key: string, literal: string): Fragment | null {
    const { subject, companyId, dialect } = this;
    if (key === subject.relation.key)
      return sql`${subject.id} in (${subject.relation.having(companyId, sql.val(literal))})`;
    if (key !== EMAILS || subject !== USERS) return null;
    const folded = sql.val(foldCase(literal));
    const found = (table: 'users' | 'user_emails', alias: string): Fragment =>
      sql`select ${sql.ref(`${alias}.user_id`)} from ${sql.table(table)} as ${sql.ref(alias)}
        where ${sql.ref(`${alias}.company_id`)} = ${companyId} and ${dialect.equalsKey(sql.ref(`${alias}.email_folded`), folded)}`;
    return sql`${subject.id} in (${found('users', 'first_email')} union all ${found('user_emails', 'other_email')})`;
  }

  private rowValue({ sub }: FilterPath): Fragment {
    return (
      (sub && this.subject.relation.value(sub.name, { dialect: this.dialect, baseUrl: this.baseUrl })) ?? sql`null`
    );
  }

  private someRow(condition: Fragment): Fragment {
    const { rows, where } = this.subject.relation;
    return sql`exists (select 1 from ${rows} where ${where} and (${condition}))`;
  }

  /** True where one element of the array meets the condition. */
  private someElement(key: string, condition: (element: JsonSource) => Fragment): Fragment {
    this.aliases += 1;
    const alias = `element_${this.aliases}`;
    const elements = this.dialect.elements(this.document, [key], alias);
    return sql`exists (select 1 from ${elements} where ${condition({ kind: 'element', alias })})`;
  }

  /** Inside an element that is no object, `value` names the element itself. */
  private inElement(
    source: JsonSource,
    { key, inObject, itself }: { key: string; inObject: Fragment; itself: Fragment },
  ): Fragment {
    const otherwise = key === 'value' ? itself : sql`null`;
    return sql`case when ${this.dialect.isObject(source)} then ${inObject} else ${otherwise} end`;
  }

  private metaValue({ name }: AttributeDefinition): Value {
    const { table, type, id } = this.subject;
    switch (name) {
      case 'created':
        return { plain: sql.ref(`${table}.created`) };
      case 'lastModified':
        return { plain: sql.ref(`${table}.last_modified`) };
      case 'resourceType':
        return { plain: sql`${sql.val(type.name)}` };
      case 'version':
        return { plain: sql`('W/"' || ${sql.ref(`${table}.revision`)} || '"')` };
      case 'location':
        return {
          plain: this.baseUrl === null ? sql`null` : sql`(${sql.val(locationOf(type, '', this.baseUrl))} || ${id})`,
        };
      default:
        return { plain: sql`null` };
    }
  }
}
