/** Where the SCIM face begins; the base URL that Okta is given ends in it. */
export const SCIM_PATH = '/scim/v2';

const READ = ['GET', 'HEAD'] as const;

const ENDPOINTS: readonly { readonly path: RegExp; readonly methods: readonly string[] }[] = [
  { path: /^\/(Users|Groups)$/, methods: [...READ, 'POST'] },
  { path: /^(\/(Users|Groups|Roles))?\/\.search$/, methods: ['POST'] },
  { path: /^\/(Users|Groups)\/[^/]+$/, methods: [...READ, 'PUT', 'PATCH', 'DELETE'] },
  { path: /^\/Bulk$/, methods: ['POST'] },
  { path: /^\/ServiceProviderConfig$/, methods: READ },
  { path: /^\/(Schemas|ResourceTypes|Roles)(\/[^/]+)?$/, methods: READ },
];

/** The methods that a SCIM path offers, null if there is no such endpoint. `url` is the path as it came, with any query. */
export function offeredMethods(url: string): readonly string[] | null {
  const [path = ''] = url.split('?', 1);
  const tidy = path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  if (!tidy.startsWith(SCIM_PATH)) return null;
  return ENDPOINTS.find((endpoint) => endpoint.path.test(tidy.slice(SCIM_PATH.length)))?.methods ?? null;
}
