import type { Json } from '@luciq/events';
import { RESOURCE_TYPE_URN, SCHEMA_URN, SERVICE_PROVIDER_CONFIG_URN } from '../urns.ts';
import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from './definition.ts';
import { groupResourceType } from './group-type.ts';
import { roleResourceType } from './role-type.ts';
import { userResourceType } from './user-type.ts';

/** Every resource type there is. */
export const resourceTypes: readonly ResourceTypeDefinition[] = [userResourceType, groupResourceType, roleResourceType];

/** What the endpoints of a service do beyond the least. What is absent is not done. */
export interface Capabilities {
  /** URL of the SCIM service without a slash at its end. */
  readonly baseUrl: string;
  /** The largest page. */
  readonly maxResults: number;
  readonly sort?: boolean;
  readonly etag?: boolean;
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number };
  /** Pages by cursor (RFC 9865 section 4). */
  readonly cursor?: { readonly defaultPageSize: number; readonly timeoutSeconds: number };
}

function pagination({ maxResults, cursor }: Capabilities): Record<string, Json> {
  if (!cursor) return {};
  const { defaultPageSize, timeoutSeconds } = cursor;
  // Okta knows pages by index alone, so that they stay the default.
  return {
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize,
      maxPageSize: maxResults,
      cursorTimeout: timeoutSeconds,
    },
  };
}

/**
 * The answer of /ServiceProviderConfig (RFC 7643 section 5): what this service does and does not do, as anyone who offers the
 * endpoints says.
 */
export const serviceProviderConfig = (options: Capabilities): Record<string, Json> => ({
  schemas: [SERVICE_PROVIDER_CONFIG_URN],
  patch: { supported: true },
  bulk: options.bulk ? { supported: true, ...options.bulk } : { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: options.maxResults },
  changePassword: { supported: false },
  sort: { supported: options.sort ?? false },
  etag: { supported: options.etag ?? false },
  ...pagination(options),
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'The authentication token of the company, in the Authorization header.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${options.baseUrl}/ServiceProviderConfig` },
});

function attributeDocument(attribute: AttributeDefinition): Json {
  const { subAttributes, canonicalValues, referenceTypes, decides: _ours, ...rest } = attribute;
  return {
    ...rest,
    ...(canonicalValues ? { canonicalValues } : {}),
    ...(referenceTypes ? { referenceTypes } : {}),
    ...(subAttributes ? { subAttributes: subAttributes.map(attributeDocument) } : {}),
  };
}

const schemaDocument = (schema: SchemaDefinition, baseUrl: string): Record<string, Json> => ({
  schemas: [SCHEMA_URN],
  id: schema.id,
  name: schema.name,
  description: schema.description,
  attributes: schema.attributes.map(attributeDocument),
  meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
});

/** The resources of /Schemas (RFC 7643 section 7), each with the URN as its `id`. */
export const schemaResources = (baseUrl: string): readonly Record<string, Json>[] =>
  resourceTypes.flatMap((type) => [type.schema, ...type.extensions]).map((schema) => schemaDocument(schema, baseUrl));

/** The resources of /ResourceTypes (RFC 7643 section 6), each with the name as its `id`. */
export const resourceTypeResources = (baseUrl: string): readonly Record<string, Json>[] =>
  resourceTypes.map((type) => ({
    schemas: [RESOURCE_TYPE_URN],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  }));
