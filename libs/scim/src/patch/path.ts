import type { Refused } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { parseElementFilter } from '../filter/parse.ts';
import { MAX_PATH_LENGTH, MAX_SHOWN_PATH_LENGTH } from '../limits.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { resolveAttribute, resolveSchema, subAttribute } from '../schema/lookup.ts';
import type { AttributeTarget, PatchTarget } from './operation.ts';

const NAME = /^[A-Za-z$][\w\-.:$]*$/;
const SUB_ATTRIBUTE = /^\.[A-Za-z$][\w\-$]*$/;

/** What a path means; `unknown` is its text for people where it is well-formed and no schema of the type has the attribute. */
export type ParsedPath<Target = PatchTarget> =
  { readonly ok: true; readonly value: Target } | (Refused & { readonly unknown?: string });

/** A path for people: what it compares with is left out, since it may be personal. */
const shownPath = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"?/g, '"…"').slice(0, MAX_SHOWN_PATH_LENGTH);

function unknown(type: ResourceTypeDefinition, path: string): ParsedPath<never> {
  const shown = shownPath(path);
  return {
    ...problem(
      'invalidPath',
      `The path ${shown} names no attribute of ${type.name}. /Schemas lists all that are known.`,
    ),
    unknown: shown,
  };
}

const notWellFormed = () =>
  problem(
    'invalidPath',
    'The path is not well-formed: it must be like name.givenName or emails[type eq "work"].value.',
  );

/**
 * Reads the path of a PATCH operation (RFC 7644 section 3.5.2). Bad grammar, an unknown attribute and a path that is too
 * long are invalidPath; what is wrong with a comparison in brackets is invalidFilter.
 */
export function parsePath(type: ResourceTypeDefinition, text: string): ParsedPath {
  if (text.length > MAX_PATH_LENGTH)
    return problem('invalidPath', `A path must not be longer than ${MAX_PATH_LENGTH} characters.`);
  const trimmed = text.trim();
  const schema = resolveSchema(type, trimmed);
  if (schema) return parsed({ kind: 'schema', schema });
  const open = trimmed.indexOf('[');
  if (open >= 0) return parseValuePath(type, trimmed, open);
  if (!NAME.test(trimmed)) return notWellFormed();
  const path = resolveAttribute(type, trimmed);
  return path ? parsed({ kind: 'attribute', ...path }) : unknown(type, trimmed);
}

function parseValuePath(type: ResourceTypeDefinition, text: string, open: number): ParsedPath<AttributeTarget> {
  const close = text.lastIndexOf(']');
  const name = text.slice(0, open);
  const rest = text.slice(close + 1);
  if (close < open || !NAME.test(name) || (rest !== '' && !SUB_ATTRIBUTE.test(rest))) {
    return notWellFormed();
  }
  const path = resolveAttribute(type, name);
  if (!path) return unknown(type, text);
  const { key, attribute } = path;
  if (path.sub || !attribute.multiValued)
    return problem('invalidPath', `${key} is not multi-valued and can't have a "[ ]".`);
  const filter = parseElementFilter(attribute, text.slice(open + 1, close));
  if (!filter.ok) return filter;
  const target = { kind: 'attribute', key, attribute, filter: filter.value } as const;
  if (rest === '') return parsed(target);
  const sub = subAttribute(attribute, rest.slice(1));
  return sub ? parsed({ ...target, sub }) : unknown(type, text);
}
