import type { Company } from '@luciq/domain';
import type { Reads } from '@luciq/provisioning';
import { ReadUser } from '@luciq/provisioning';
import { CannotWork } from './ending.ts';

/** The id of the member who is called so by id or by userName. Throws CannotWork for nobody. */
export async function findMember(log: Reads, { id: companyId }: Pick<Company, 'id'>, called: string): Promise<string> {
  if ((await log.memberRights(companyId, called)).state.kind !== 'absent') return called;
  const user = await log.readUser.execute(new ReadUser(companyId, { userName: called }));
  if (user) return user.id;
  throw new CannotWork(
    `The company ${companyId} has no member with the id or userName ${JSON.stringify(called)}. A member who was deleted or renamed is found by id, and the id by: operator audit --user NAME.`,
  );
}
