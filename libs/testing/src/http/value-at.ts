const STEP = /\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g;

/** True for an object that is not an array. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The value at a path of a JSON value, undefined where there is none: `name.givenName`, `emails[0].value`, and
 * `["urn:…:User"].instabugRole` for a name with dots. An empty path or `$` is the whole value.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '$') return value;
  let found = value;
  for (const [, index, quoted, plain] of path.matchAll(STEP)) {
    const name = quoted ?? plain;
    if (name !== undefined) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    else found = Array.isArray(found) ? found[Number(index)] : undefined;
  }
  return found;
}
