import { All, Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import type { Json } from '@luciq/events';
import type { Capabilities } from '@luciq/scim';
import {
  listResponse,
  MAX_BULK_OPERATIONS,
  resourceTypeResources,
  schemaResources,
  serviceProviderConfig,
} from '@luciq/scim';
import { CompanyGuard } from '../auth/company.guard.ts';
import { noMe, notFound, ScimException } from '../error/scim-error.ts';
import { SCIM_BASE_URL } from '../injection-tokens.ts';
import { CURSOR_TIMEOUT_SECONDS, DEFAULT_PAGE_SIZE, MAX_BULK_BODY_BYTES, MAX_PAGE_SIZE } from '../limits.ts';
import { SCIM_PATH } from '../scim-path.ts';

/** What the controllers beside this one offer. */
const CAPABILITIES: Omit<Capabilities, 'baseUrl'> = {
  maxResults: MAX_PAGE_SIZE,
  sort: true,
  etag: true,
  bulk: { maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_BULK_BODY_BYTES },
  cursor: { defaultPageSize: DEFAULT_PAGE_SIZE, timeoutSeconds: CURSOR_TIMEOUT_SECONDS },
};

type Document = Readonly<Record<string, Json>>;

/** What this service can do, rendered from the definitions that it works by (RFC 7644 section 4). */
@Controller(SCIM_PATH)
@UseGuards(CompanyGuard)
export class DiscoveryController {
  constructor(@Inject(SCIM_BASE_URL) private readonly baseUrl: () => string) {}

  @Get('ServiceProviderConfig')
  readConfig(): string {
    return JSON.stringify(serviceProviderConfig({ baseUrl: this.baseUrl(), ...CAPABILITIES }));
  }

  @Get('Schemas')
  listSchemas(@Query() query: unknown): string {
    return this.list(schemaResources(this.baseUrl()), query);
  }

  @Get('Schemas/:id')
  readSchema(@Param('id') id: string): string {
    return this.one(schemaResources(this.baseUrl()), id);
  }

  @Get('ResourceTypes')
  listResourceTypes(@Query() query: unknown): string {
    return this.list(resourceTypeResources(this.baseUrl()), query);
  }

  @Get('ResourceTypes/:id')
  readResourceType(@Param('id') id: string): string {
    return this.one(resourceTypeResources(this.baseUrl()), id);
  }

  private list(documents: readonly Document[], query: unknown): string {
    if (typeof query === 'object' && query !== null && Object.hasOwn(query, 'filter')) {
      throw new ScimException({
        status: 403,
        detail: 'Discovery documents cannot be filtered. Ask for all of them, or for one by its id.',
      });
    }
    return JSON.stringify(listResponse({ totalResults: documents.length, startIndex: 1, resources: documents }));
  }

  private one(documents: readonly Document[], id: string): string {
    // URNs are the same in any case.
    const wanted = id.toLowerCase();
    const found = documents.find(({ id: known }) => typeof known === 'string' && known.toLowerCase() === wanted);
    if (!found) throw new ScimException(notFound());
    return JSON.stringify(found);
  }
}

/** `/Me` (RFC 7644 section 3.11), which means nothing for a token of a company. */
@Controller(`${SCIM_PATH}/Me`)
@UseGuards(CompanyGuard)
export class MeController {
  @All()
  me(): never {
    throw new ScimException(noMe());
  }
}
