import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ASSIGNABLE_ROLES } from '@luciq/entitlement';
import type { ListParameters, RoleResource } from '@luciq/scim';
import {
  compareResources,
  evaluateFilter,
  parseListQuery,
  parseSearchRequest,
  parseSelection,
  renderRole,
  roleResourceType,
} from '@luciq/scim';
import type { ScimClient } from '../auth/company.guard.ts';
import { CompanyGuard, TheClient } from '../auth/company.guard.ts';
import { notFound, parsedOrThrow, ScimException } from '../error/scim-error.ts';
import { SCIM_BASE_URL } from '../injection-tokens.ts';
import { JsonBody } from '../resources/json-body.ts';
import { Lists, PAGE_LIMITS } from '../resources/lists.ts';
import { queryParameters } from '../resources/resource-requests.ts';
import { SCIM_PATH } from '../scim-path.ts';

const DESCRIPTIONS: { readonly [role in (typeof ASSIGNABLE_ROLES)[number]]: string } = {
  admin: 'Manages the company: members, applications and settings.',
  member: 'Works with the applications that the member has access to.',
  viewer: 'Looks at the applications that the member has access to.',
  associate: 'Works with a part of the applications that the member has access to.',
  observer: 'Sees reports of the applications that the member has access to.',
};

const ROLE_RESOURCES: readonly RoleResource[] = ASSIGNABLE_ROLES.map((id) => ({
  id,
  displayName: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  description: DESCRIPTIONS[id],
}));

/** `/Roles`, from which Okta Governance learns what can stand in `roles`: all but owner, which nobody can be given over SCIM. */
@Controller(`${SCIM_PATH}/Roles`)
@UseGuards(CompanyGuard)
export class RolesController {
  constructor(
    @Inject(SCIM_BASE_URL) private readonly baseUrl: () => string,
    @Inject(Lists) private readonly lists: Lists,
  ) {}

  @Get()
  list(@TheClient() client: ScimClient, @Query() parameters: unknown): Promise<string> {
    return this.page(client, parsedOrThrow(queryParameters(parameters)));
  }

  @Post('.search')
  @HttpCode(200)
  search(@TheClient() client: ScimClient, @Body(JsonBody) body: unknown): Promise<string> {
    return this.page(client, parsedOrThrow(parseSearchRequest(body)));
  }

  @Get(':id')
  read(@Param('id') id: string, @Query() parameters: unknown): string {
    const selection = parsedOrThrow(parseSelection(roleResourceType, parsedOrThrow(queryParameters(parameters))));
    const role = ROLE_RESOURCES.find((each) => each.id === id);
    if (!role) throw new ScimException(notFound());
    return JSON.stringify(renderRole(role, this.baseUrl(), selection));
  }

  private page(client: ScimClient, parameters: ListParameters): Promise<string> {
    const query = parsedOrThrow(parseListQuery(roleResourceType, parameters, PAGE_LIMITS));
    return this.lists.answer(
      { client, type: roleResourceType.name, parameters, query },
      async ({ filter, sort, selection }, part) => {
        const all = ROLE_RESOURCES.map((role) => ({ role, whole: renderRole(role, this.baseUrl()) })).filter(
          ({ whole }) => !filter || evaluateFilter(filter, whole),
        );
        const ordered = sort ? all.toSorted((one, other) => compareResources(sort, one.whole, other.whole)) : all;
        const from = part.kind === 'index' ? part.startIndex - 1 : Number(part.place ?? 0);
        const to = from + part.count;
        return {
          totalResults: ordered.length,
          rendered: ordered
            .slice(from, to)
            .map(({ role }) => JSON.stringify(renderRole(role, this.baseUrl(), selection))),
          nextPlace: to < ordered.length ? String(to) : null,
        };
      },
    );
  }
}
