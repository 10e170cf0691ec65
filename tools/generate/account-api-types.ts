import openapiTS, { astToString } from 'openapi-typescript';
import { accountApi } from '@luciq/account-http';

const HEAD = `// Written by npm run generate from the description of the account API, docs/account-api.json.

`;

/** The types of what the account API answers, for the console. */
export async function accountApiTypes(): Promise<string> {
  const { components } = await accountApi();
  return HEAD + astToString(await openapiTS({ openapi: '3.1.0', info: { title: '', version: '' }, paths: {}, components: JSON.parse(JSON.stringify(components ?? {})) as never }, { immutable: true }));
}
