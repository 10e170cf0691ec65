import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { SCHEMAS_PATH } from '@luciq/events';
import schemas from '@luciq/events/schemas.json' with { type: 'json' };

/** A schema stays as it is once released, but for what consumers do not see; caches may keep it for a day. */
const CACHE_CONTROL = 'public, max-age=86400';

const BY_TYPE: Readonly<Record<string, unknown>> = schemas;

/** The JSON Schemas of messages, by CloudEvents type: what `dataschema` of a message names. */
@Controller(SCHEMAS_PATH)
export class SchemasController {
  @Get()
  @Header('content-type', 'application/json')
  @Header('cache-control', CACHE_CONTROL)
  list(): { readonly types: readonly string[] } {
    return { types: Object.keys(BY_TYPE) };
  }

  @Get(':type')
  @Header('content-type', 'application/schema+json')
  @Header('cache-control', CACHE_CONTROL)
  read(@Param('type') type: string): unknown {
    if (!Object.hasOwn(BY_TYPE, type)) throw new NotFoundException();
    return BY_TYPE[type];
  }
}
