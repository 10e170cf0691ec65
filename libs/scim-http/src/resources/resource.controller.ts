import type { ExecutionContext } from '@nestjs/common';
import {
  Body,
  createParamDecorator,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseSearchRequest } from '@luciq/scim';
import type { ScimClient } from '../auth/company.guard.ts';
import { clientOf, TheClient } from '../auth/company.guard.ts';
import { parsedOrThrow } from '../error/scim-error.ts';
import { JsonBody } from './json-body.ts';
import { Lists } from './lists.ts';
import type { Reply, ResourceRequest, ResourceRequests } from './resource-requests.ts';
import { queryParameters } from './resource-requests.ts';

/** What every request about one resource says besides its body. */
const FromRequest = createParamDecorator((_: unknown, context: ExecutionContext): ResourceRequest => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const client = clientOf(request);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
  return {
    client,
    commandId: client.requestId,
    parameters: parsedOrThrow(queryParameters(request.query)),
    ifMatch,
    ifNoneMatch,
  };
});

/** Sends a reply. What has no body has no media type either. */
function send(reply: FastifyReply, { status, headers, body }: Reply): string | undefined {
  void reply.status(status).headers(headers);
  if (body === null) void reply.removeHeader('content-type');
  return body ?? undefined;
}

/** The endpoints that every resource type has (RFC 7644 section 3.2). */
export abstract class ResourceController {
  @Inject(Lists) private readonly lists!: Lists;

  protected abstract readonly requests: ResourceRequests;

  @Get()
  list(@TheClient() client: ScimClient, @Query() query: unknown): Promise<string> {
    return this.lists.list(this.requests, client, parsedOrThrow(queryParameters(query)));
  }

  @Post('.search')
  @HttpCode(200)
  search(@TheClient() client: ScimClient, @Body(JsonBody) body: unknown): Promise<string> {
    return this.lists.list(this.requests, client, parsedOrThrow(parseSearchRequest(body)));
  }

  @Get(':id')
  async read(
    @FromRequest() request: ResourceRequest,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return send(reply, await this.requests.read(request, id));
  }

  @Post()
  async create(
    @FromRequest() request: ResourceRequest,
    @Body(JsonBody) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    // There is nothing yet whose version could be meant.
    const made = await this.requests.create({ ...request, ifMatch: undefined, ifNoneMatch: undefined }, body);
    request.client.activity.madeId = made.id;
    return send(reply, made);
  }

  @Put(':id')
  async replace(
    @FromRequest() request: ResourceRequest,
    @Param('id') id: string,
    @Body(JsonBody) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return send(reply, await this.requests.replace(request, id, body));
  }

  @Patch(':id')
  async patch(
    @FromRequest() request: ResourceRequest,
    @Param('id') id: string,
    @Body(JsonBody) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return send(reply, await this.requests.patch(request, id, body));
  }

  @Delete(':id')
  async remove(
    @FromRequest() request: ResourceRequest,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return send(reply, await this.requests.remove(request, id));
  }
}
