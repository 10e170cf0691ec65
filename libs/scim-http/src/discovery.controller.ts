import { Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { listResponse, resourceTypeResources, schemaResources, serviceProviderConfig } from '@luciq/scim';
import type { Json } from '@luciq/events';
import { Answered, notFound } from './answer.ts';
import { CompanyGuard } from './company.guard.ts';
import { SCIM_PATH } from './endpoints.ts';
import { SCIM_BASE_URL } from './engines.ts';
import { MAX_PAGE_SIZE } from './limits.ts';

type Document = Readonly<Record<string, Json>>;

/** What this service can do, rendered from the definitions that it works by (RFC 7644 section 4). */
@Controller(SCIM_PATH)
@UseGuards(CompanyGuard)
export class DiscoveryController {
  constructor(@Inject(SCIM_BASE_URL) private readonly baseUrl: () => string) {}

  @Get('ServiceProviderConfig')
  readConfig(): string {
    return JSON.stringify(serviceProviderConfig({ baseUrl: this.baseUrl(), maxResults: MAX_PAGE_SIZE }));
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
      throw new Answered({ status: 403, detail: 'Discovery documents cannot be filtered. Ask for all of them, or for one by its id.' });
    }
    return JSON.stringify(listResponse({ totalResults: documents.length, startIndex: 1, resources: documents }));
  }

  private one(documents: readonly Document[], id: string): string {
    const found = documents.find((document) => document['id'] === id);
    if (!found) throw new Answered(notFound());
    return JSON.stringify(found);
  }
}
