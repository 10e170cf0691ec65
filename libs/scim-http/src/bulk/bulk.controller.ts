import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { LOG } from '@luciq/http';
import { parseBulk } from '@luciq/scim';
import type { Log } from '@luciq/telemetry';
import type { ScimClient } from '../auth/company.guard.ts';
import { CompanyGuard, TheClient } from '../auth/company.guard.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { refusalAnswer, ScimException } from '../error/scim-error.ts';
import { GroupRequests } from '../groups/group-requests.ts';
import { SCIM_BASE_URL } from '../injection-tokens.ts';
import { JsonBody } from '../resources/json-body.ts';
import { SCIM_PATH } from '../scim-path.ts';
import { UserRequests } from '../users/user-requests.ts';
import { BulkRun } from './bulk-run.ts';

/** `/Bulk` (RFC 7644 section 3.7): many requests in one. */
@Controller(`${SCIM_PATH}/Bulk`)
@UseGuards(CompanyGuard)
export class BulkController {
  constructor(
    @Inject(UserRequests) private readonly users: UserRequests,
    @Inject(GroupRequests) private readonly groups: GroupRequests,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: () => string,
    @Inject(LOG) private readonly log: Log,
    @Inject(RateLimit) private readonly rate: RateLimit,
  ) {}

  @Post()
  @HttpCode(200)
  async run(@TheClient() client: ScimClient, @Body(JsonBody) body: unknown): Promise<string> {
    const endpoints = new Map([this.users, this.groups].map((requests) => [requests.type.endpoint, requests]));
    const read = parseBulk(body, [...endpoints.keys()]);
    if (read.kind === 'refused') throw new ScimException(refusalAnswer({ kind: 'problem', problem: read.problem }));
    if (read.kind === 'too-large') throw new ScimException({ status: 413, detail: read.detail });
    this.rate.charge(client.companyId, Math.max(0, read.request.operations.length - 1));
    return JSON.stringify(
      await new BulkRun(read.request, { client, endpoints, baseUrl: this.baseUrl(), log: this.log }).run(),
    );
  }
}
