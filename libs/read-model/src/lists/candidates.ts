import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Filter } from '@luciq/scim';
import { foldCase, foldPart } from '@luciq/scim';
import { SEARCHED_ATTRIBUTES } from '../tables/searched-text.ts';
import type { Tables } from '../tables/tables.ts';
import { EMAILS, isFoundByIndex } from './filter-index.ts';
import { columnName, USERS } from './filter-subjects.ts';
import type { FilterContext } from './filter-to-sql.ts';
import { filterToSql } from './filter-to-sql.ts';
import type { Fragment } from './sql-dialect.ts';

/**
 * Most users whom an index may find for a filter before all are looked at in turns instead. One statement reads their rows,
 * and in SQLite nothing else runs meanwhile: some 50 ms.
 */
export const MOST_CANDIDATES = 4_000;

/** Characters of the shortest part of which there is a trigram. */
const TRIGRAM = 3;

/** What an index can find for a filter: all users who match, and others. */
type Candidates =
  | { readonly kind: 'texts'; readonly parts: readonly string[] }
  | { readonly kind: 'prefix'; readonly attribute: string; readonly prefix: string }
  | { readonly kind: 'found'; readonly filter: Filter }
  | { readonly kind: 'any'; readonly of: readonly Candidates[] };

/**
 * A condition that lets indexes choose the users whom a filter with `co` or `sw` looks at; null where none can, or would choose
 * more than MOST_CANDIDATES. It may hold for a moment later than the one of the list: the filter itself still decides.
 */
export async function narrowed(db: Kysely<Tables>, filter: Filter, context: FilterContext): Promise<Fragment | null> {
  const { subject = USERS } = context;
  const candidates = subject === USERS ? candidatesOf(filter) : null;
  if (!candidates) return null;
  const positions = positionsOf(candidates, context);
  const { rows } = await sql<{ readonly found: number | string }>`
    select count(*) as found from (select 1 from (${positions}) as candidates limit ${MOST_CANDIDATES + 1}) as counted`.execute(
    db,
  );
  return Number(rows[0]?.found) > MOST_CANDIDATES ? null : sql`users.created_position in (${positions})`;
}

function candidatesOf(filter: Filter): Candidates | null {
  if (isFoundByIndex(filter, USERS)) return { kind: 'found', filter };
  switch (filter.kind) {
    case 'and':
      return narrowest(filter.terms.map(candidatesOf).filter((term) => term !== null));
    case 'or':
      return anyOf(filter.terms.map(candidatesOf));
    case 'element':
      return filter.path.key === EMAILS ? ofElement(filter.filter) : null;
    case 'compare':
      return ofComparison(columnName(filter.path), filter);
    case 'not':
    case 'present':
    case 'constant':
      return null;
  }
}

/** What a condition on one address asks of its value. */
function ofElement(filter: Filter): Candidates | null {
  if (filter.kind === 'and') return narrowest(filter.terms.map(ofElement).filter((term) => term !== null));
  if (filter.kind === 'or') return anyOf(filter.terms.map(ofElement));
  return filter.kind === 'compare' && columnName(filter.path) === 'value' ? ofComparison(EMAILS, filter) : null;
}

function ofComparison(attribute: string, filter: Extract<Filter, { kind: 'compare' }>): Candidates | null {
  const { operator, value, path } = filter;
  if (typeof value !== 'string' || value === '' || !SEARCHED_ATTRIBUTES.has(attribute)) return null;
  const fold = operator === 'eq' ? foldCase : foldPart;
  const part = (path.sub ?? path.attribute).caseExact ? value : fold(value);
  if (operator === 'sw' && (PREFIXED.has(attribute) || USERS.columns.get(attribute)?.indexed))
    return { kind: 'prefix', attribute, prefix: part };
  return CONTAINING.has(operator) && hasTrigram(part) ? { kind: 'texts', parts: [part] } : null;
}

/** Comparisons with values that have the literal in them. */
const CONTAINING: ReadonlySet<string> = new Set(['eq', 'co', 'sw', 'ew']);

const PREFIXED: ReadonlySet<string> = new Set([EMAILS, `${EMAILS}.value`]);

const hasTrigram = (part: string): boolean => [...part].length >= TRIGRAM;

/** What is sure to find few; else all parts at once, which find fewest. */
function narrowest(terms: readonly Candidates[]): Candidates | null {
  const found = terms.find(({ kind }) => kind === 'found' || kind === 'prefix');
  if (found) return found;
  const parts = terms.flatMap((term) => (term.kind === 'texts' ? term.parts : []));
  return parts.length > 0 ? { kind: 'texts', parts } : (terms[0] ?? null);
}

function anyOf(terms: readonly (Candidates | null)[]): Candidates | null {
  const known = terms.filter((term) => term !== null);
  if (known.length < terms.length) return null;
  // The console looks for one word in several attributes, which is one look into the texts.
  const different = [...new Map(known.map((term) => [JSON.stringify(term), term])).values()];
  const [only] = different;
  return different.length === 1 && only ? only : { kind: 'any', of: different };
}

/** A query for the positions at which the candidates were created. */
function positionsOf(candidates: Candidates, context: FilterContext): Fragment {
  const { companyId, dialect } = context;
  const position = sql.ref('users.created_position');
  switch (candidates.kind) {
    case 'texts':
      return dialect.positionsOfTexts(companyId, candidates.parts);
    case 'any':
      return sql.join(
        candidates.of.map((one) => sql`select * from (${positionsOf(one, context)}) as some`),
        sql` union all `,
      );
    case 'found':
      return sql`select ${position} from users where users.company_id = ${companyId} and ${filterToSql(candidates.filter, context)}`;
    case 'prefix': {
      const { attribute, prefix } = candidates;
      const column = PREFIXED.has(attribute) ? sql.ref('users.email_folded') : columnOf(attribute);
      const first = sql`select ${position} from users where users.company_id = ${companyId} and ${dialect.startsWithKey(column, prefix)}`;
      if (!PREFIXED.has(attribute)) return first;
      return sql`${first} union all select ${position} from user_emails join users on users.company_id = user_emails.company_id and users.user_id = user_emails.user_id
        where user_emails.company_id = ${companyId} and ${dialect.startsWithKey(sql.ref('user_emails.email_folded'), prefix)}`;
    }
  }
}

/** The indexed column of an attribute in which values compare. */
function columnOf(attribute: string): Fragment {
  const column = USERS.columns.get(attribute);
  return column?.folded ?? column?.plain ?? sql`null`;
}
