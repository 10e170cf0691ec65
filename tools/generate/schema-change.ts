/** The part of JSON Schema (2020-12) that schemas of events are written in. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

const DEFINITION = '#/$defs/';

const resolved = (schema: Schema, root: Schema): Schema =>
  schema.$ref === undefined ? schema : resolved(root.$defs?.[schema.$ref.slice(DEFINITION.length)] ?? {}, root);

const valuesOf = ({ const: only, enum: several }: Schema): readonly unknown[] | null =>
  only !== undefined ? [only] : (several ?? null);

const typesOf = ({ type }: Schema): readonly string[] => (type === undefined ? [] : [type].flat());

/**
 * What a consumer that knows the former schema cannot read in an event of the next one, each as a sentence with the path; none where every event
 * that the next one allows is one that the former allowed, members that it did not name aside.
 */
export function breakingChanges(former: Schema, next: Schema): readonly string[] {
  const seen = new Set<string>();
  const at = (path: string, before: Schema, after: Schema): readonly string[] => {
    const pair = `${before.$ref ?? path} ${after.$ref ?? path}`;
    if (seen.has(pair)) return [];
    seen.add(pair);
    const [was, is] = [resolved(before, former), resolved(after, next)];
    return [...values(path, was, is), ...members(path, was, is), ...parts(path, was, is)];
  };
  const values = (path: string, was: Schema, is: Schema): readonly string[] => {
    const found: string[] = [];
    const [allowed, given] = [valuesOf(was), valuesOf(is)];
    if (allowed !== null) {
      const unknown = given?.filter((value) => !allowed.includes(value));
      if (unknown === undefined) found.push(`${path} may be anything, and was one of ${allowed.join(', ')}`);
      else if (unknown.length > 0) found.push(`${path} may be ${unknown.join(', ')}, and might not`);
    }
    const foreign = typesOf(is).filter((type) => !typesOf(was).includes(type));
    if (typesOf(was).length > 0 && (typesOf(is).length === 0 || foreign.length > 0))
      found.push(`${path} may be ${foreign.join(', ') || 'anything'}, and was ${typesOf(was).join(', ')}`);
    return found;
  };
  const members = (path: string, was: Schema, is: Schema): readonly string[] => [
    ...(was.required ?? [])
      .filter((name) => !(is.required ?? []).includes(name))
      .map((name) => `${path}/${name} may be missing, and was always there`),
    ...Object.entries(was.properties ?? {}).flatMap(([name, schema]) => {
      const now = is.properties?.[name];
      return now === undefined ? [`${path}/${name} is gone`] : at(`${path}/${name}`, schema, now);
    }),
  ];
  const parts = (path: string, was: Schema, is: Schema): readonly string[] => [
    ...(was.items ? at(`${path}/*`, was.items, is.items ?? {}) : []),
    ...(typeof was.additionalProperties === 'object'
      ? at(
          `${path}/{name}`,
          was.additionalProperties,
          typeof is.additionalProperties === 'object' ? is.additionalProperties : {},
        )
      : []),
    ...(was.anyOf ? forms(path, was.anyOf, is.anyOf ?? []) : []),
  ];
  const forms = (path: string, before: readonly Schema[], after: readonly Schema[]): readonly string[] =>
    JSON.stringify(before) === JSON.stringify(after)
      ? before.flatMap((form, index) => at(`${path}|${index}`, form, after[index] ?? {}))
      : [`${path} is another choice of forms`];
  return at('', former, next);
}
