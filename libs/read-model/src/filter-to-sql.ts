import { foldCase, locationOf, userResourceType, type AttributeDefinition, type ComparisonOperator, type Filter, type FilterPath } from '@luciq/scim';
import { sql, type RawBuilder } from 'kysely';
import type { Fragment, JsonPlace, ScalarType, SqlDifferences } from './sql-differences.ts';

/** What a filter needs besides the rows. */
export interface FilterContext {
  readonly differences: SqlDifferences;
  /** As in RenderOptions; without it `meta.location` counts as unassigned. */
  readonly baseUrl: string | null;
}

/**
 * A filter as a condition on the table `users`, with the meaning that `evaluateFilter` of the SCIM library has in memory
 * (RFC 7644 section 3.4.2.2). A condition that comes out as SQL null means false. Names come from the schema and values
 * from the client; both reach SQL as parameters only.
 */
export function filterToSql(filter: Filter, context: FilterContext): RawBuilder<boolean> {
  const compiler = new FilterCompiler(context);
  return sql<boolean>`(${compiler.compile(filter, USER)})`;
}

type Comparison = Extract<Filter, { kind: 'compare' }>;
type Literal = Comparison['value'];

/** What names in a filter are looked up in: the columns of a user, or one element of a multi-valued attribute. */
type Scope = { readonly kind: 'user'; readonly place: JsonPlace } | { readonly kind: 'element'; readonly place: JsonPlace };

/** A single value in SQL; null where unassigned. `folded` is there where a column keeps it. */
interface Value {
  readonly plain: Fragment;
  readonly folded?: Fragment;
  /** The value, folded where there is such, is a column with an index. */
  readonly indexed?: boolean;
}

const USER: Scope = { kind: 'user', place: { kind: 'document', json: sql.ref('users.attributes') } };

class FilterCompiler {
  private readonly differences: SqlDifferences;
  private readonly baseUrl: string | null;
  private aliases = 0;

  constructor({ differences, baseUrl }: FilterContext) {
    this.differences = differences;
    this.baseUrl = baseUrl;
  }

  compile(filter: Filter, scope: Scope): Fragment {
    switch (filter.kind) {
      case 'and':
        return sql.join(filter.terms.map((term) => sql`(${this.compile(term, scope)})`), sql` and `);
      case 'or':
        return sql.join(filter.terms.map((term) => sql`(${this.compile(term, scope)})`), sql` or `);
      case 'not':
        return sql`not coalesce((${this.compile(filter.term, scope)}), false)`;
      case 'constant':
        return filter.value ? sql`true` : sql`false`;
      case 'present':
        return this.present(filter.path, scope);
      case 'compare':
        return this.compare(filter, scope);
      case 'element':
        return this.someElement(scope.place, filter.path.key, (place) => this.compile(filter.filter, { kind: 'element', place }));
    }
  }

  private present({ key, attribute, sub }: FilterPath, scope: Scope): Fragment {
    const { differences } = this;
    if (scope.kind === 'user') {
      if (key === 'id' || key === 'active' || (key === 'meta' && !sub)) return sql`true`;
      if (key === 'meta' && sub) return sql`${this.metaValue(sub).plain} is not null`;
    }
    if (attribute.multiValued && sub) {
      return this.someElement(scope.place, key, (place) => sql`${differences.isObject(place)} and ${differences.assigned(place, [sub.name])}`);
    }
    if (scope.kind === 'user') return differences.assigned(scope.place, sub ? [key, sub.name] : [key]);
    const inObject = differences.assigned(scope.place, [key]);
    return this.inElement(scope.place, { key, inObject, itself: differences.assigned(scope.place, []) });
  }

  private compare(comparison: Comparison, scope: Scope): Fragment {
    const { path, operator } = comparison;
    if (!path.attribute.multiValued) return this.test(this.value(path, scope, comparison.value), comparison);
    const matching = this.someElement(scope.place, path.key, (place) => this.test(this.elementValue(place, path, comparison.value), comparison));
    if (operator !== 'ne') return matching;
    return sql`${matching} or not ${this.someElement(scope.place, path.key, () => sql`true`)}`;
  }

  /** True where one element of the array meets the condition. */
  private someElement(place: JsonPlace, key: string, condition: (element: JsonPlace) => Fragment): Fragment {
    this.aliases += 1;
    const alias = `element_${this.aliases}`;
    const elements = this.differences.elements(place, [key], alias);
    return sql`exists (select 1 from ${elements} where ${condition({ kind: 'element', alias })})`;
  }

  private elementValue(place: JsonPlace, { sub }: FilterPath, literal: Literal): Value {
    const type = scalarType(literal);
    if (!sub) return { plain: this.differences.value(place, [], type) };
    return { plain: sql`case when ${this.differences.isObject(place)} then ${this.differences.value(place, [sub.name], type)} end` };
  }

  /** Inside an element that is no object, `value` names the element itself. */
  private inElement(place: JsonPlace, { key, inObject, itself }: { key: string; inObject: Fragment; itself: Fragment }): Fragment {
    const otherwise = key === 'value' ? itself : sql`null`;
    return sql`case when ${this.differences.isObject(place)} then ${inObject} else ${otherwise} end`;
  }

  private value({ key, sub }: FilterPath, scope: Scope, literal: Literal): Value {
    const { differences } = this;
    const type = scalarType(literal);
    if (scope.kind === 'element') {
      const inObject = differences.value(scope.place, [key], type);
      return { plain: this.inElement(scope.place, { key, inObject, itself: differences.value(scope.place, [], type) }) };
    }
    switch (key) {
      case 'id':
        return { plain: sql.ref('users.user_id') };
      case 'active':
        return { plain: sql.ref('users.active') };
      case 'externalId':
        return { plain: sql.ref('users.external_id'), indexed: true };
      case 'userName':
        return { plain: differences.value(scope.place, [key], type), folded: sql.ref('users.user_name_folded'), indexed: true };
      case 'meta':
        return sub ? this.metaValue(sub) : { plain: sql`null` };
      default:
        return { plain: differences.value(scope.place, sub ? [key, sub.name] : [key], type) };
    }
  }

  private metaValue({ name }: AttributeDefinition): Value {
    switch (name) {
      case 'created':
        return { plain: sql.ref('users.created') };
      case 'lastModified':
        return { plain: sql.ref('users.last_modified') };
      case 'resourceType':
        return { plain: sql`${sql.val(userResourceType.name)}` };
      case 'version':
        return { plain: sql`('W/"' || ${sql.ref('users.revision')} || '"')` };
      case 'location': {
        if (this.baseUrl === null) return { plain: sql`null` };
        return { plain: sql`(${sql.val(locationOf(userResourceType, '', this.baseUrl))} || ${sql.ref('users.user_id')})` };
      }
      default:
        return { plain: sql`null` };
    }
  }

  private test(value: Value, { path, operator, value: literal }: Comparison): Fragment {
    const attribute = path.sub ?? path.attribute;
    const [left, right] = this.comparable(value, attribute, literal);
    switch (operator) {
      case 'eq':
        return value.indexed ? this.differences.equalsKey(left, right) : sql`${left} = ${right}`;
      case 'ne':
        return sql`(${left} = ${right}) is not true`;
      case 'co':
        return this.differences.contains(left, right);
      case 'sw':
        return this.differences.startsWith(left, right);
      case 'ew':
        return this.differences.endsWith(left, right);
      default:
        return sql`${left} ${ORDERING[operator]} ${right}`;
    }
  }

  /** Both sides in the form in which values of the attribute are compared. */
  private comparable({ plain, folded }: Value, attribute: AttributeDefinition, literal: Literal): readonly [Fragment, Fragment] {
    if (typeof literal === 'boolean') return [plain, sql.val(literal ? 1 : 0)];
    if (typeof literal !== 'string') return [plain, sql.val(literal)];
    if (attribute.type === 'dateTime') return [this.differences.time(plain), this.differences.time(sql.val(literal))];
    if (attribute.caseExact) return [plain, sql.val(literal)];
    return [folded ?? this.differences.fold(plain), sql.val(foldCase(literal))];
  }
}

const ORDERING: Readonly<Record<Exclude<ComparisonOperator, 'eq' | 'ne' | 'co' | 'sw' | 'ew'>, Fragment>> = {
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
};

function scalarType(literal: Literal): ScalarType {
  if (typeof literal === 'boolean') return 'boolean';
  return typeof literal === 'number' ? 'number' : 'text';
}
