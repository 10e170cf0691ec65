import type { Json } from '@luciq/events';
import { groupMeta, groupsValue, membersValue, userMeta } from '@luciq/scim';
import { groupsOfUsers, membersOf } from '../lists/membership-queries.ts';
import type { SqlDialect } from '../lists/sql-dialect.ts';
import { toGroupResource, toUserResource } from '../tables/stored-rows.ts';
import type { FixtureGeneration } from './fixture.ts';
import { BASE_URL } from './fixture.ts';

/** A resource with everything that filters and orders may look at. */
export interface ExpectedResource {
  readonly id: string;
  readonly resource: Readonly<Record<string, Json>>;
}

const COMPANY = 'acme';

/** The users of a company as rows have them, in the order of creation. */
export async function expectedUsers(
  generation: FixtureGeneration,
  dialect: SqlDialect,
): Promise<readonly ExpectedResource[]> {
  const rows = await generation.read((db) =>
    db.selectFrom('users').selectAll().where('company_id', '=', COMPANY).orderBy('created_position').execute(),
  );
  const users = rows.map(toUserResource);
  const groups = await generation.read((db) =>
    groupsOfUsers(db, { companyId: COMPANY, userIds: users.map(({ id }) => id) }, dialect),
  );
  return users.map((user) => {
    const mine = groups.get(user.id);
    const derived = {
      id: user.id,
      active: user.active,
      meta: userMeta(user, BASE_URL),
      ...(mine && { groups: groupsValue(mine, BASE_URL) }),
    };
    return { id: user.id, resource: { ...user.attributes, ...derived } };
  });
}

/** The groups of a company as rows have them, in the order of creation. */
export async function expectedGroups(
  generation: FixtureGeneration,
  dialect: SqlDialect,
): Promise<readonly ExpectedResource[]> {
  const rows = await generation.read((db) =>
    db.selectFrom('groups').selectAll().where('company_id', '=', COMPANY).orderBy('created_position').execute(),
  );
  return Promise.all(
    rows.map(toGroupResource).map(async (group) => {
      const members = await generation.read((db) => membersOf(db, { companyId: COMPANY, groupId: group.id }, dialect));
      const { id, displayName, externalId } = group;
      const given = { id, displayName, ...(externalId === null ? {} : { externalId }) };
      return { id, resource: { ...given, members: membersValue(members, BASE_URL), meta: groupMeta(group, BASE_URL) } };
    }),
  );
}
