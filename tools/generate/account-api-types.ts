import openapiTS, { astToString } from 'openapi-typescript';
import { accountApiDescription } from '@luciq/account-http';

const HEAD = `// Written by npm run generate from the description of the account API, docs/account-api.json.

`;

/** Which fields a body needs at least is for anyone who sends it to know: in types it would hide the fields. */
const withoutShapes = (key: string, value: unknown): unknown => (key === 'anyOf' ? undefined : value);

/** The types of what the account API answers, for the console. */
export async function accountApiTypes(): Promise<string> {
  const { components } = await accountApiDescription();
  const described = JSON.parse(JSON.stringify(components ?? {}, withoutShapes)) as never;
  return (
    HEAD +
    astToString(
      await openapiTS(
        { openapi: '3.1.0', info: { title: '', version: '' }, paths: {}, components: described },
        { immutable: true },
      ),
    )
  );
}
