import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Browser, Json } from '../account-client/index.ts';
import { kindOf } from '../account-client/index.ts';
import type { ProgramResult } from '../processes/index.ts';
import type { AttackTarget, People } from './people.ts';
import { attackOn } from './people.ts';

/** A target where the operator's program runs beside the gateways. */
export interface OperatedTarget extends AttackTarget {
  /** Runs the operator's program to its end. */
  operate(...args: readonly string[]): Promise<ProgramResult>;
}

/** Rounds of a race between two gateways, of which each has a company of its own. */
const ROUNDS = 12;
const EACH = Array.from({ length: ROUNDS }, (_, index) => index);
const GATEWAYS = [0, 1] as const;
const LAST = [409, 'last-owner'];
const INACTIVE = [409, 'member-inactive'];
const DEACTIVATE = { op: 'replace', path: 'active', value: false };
const DEACTIVATION = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [DEACTIVATE] };
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Attacks that would leave a company without an owner who can sign in. */
export function attacksOnOwnership(open: () => Promise<OperatedTarget>): void {
  const { people, target } = attackOn(open);
  deactivated(people, target);
  atOnce(people);
}

const remove = (people: People, company: string, owner: string, gateway: 0 | 1 = 0, as?: Browser): Promise<unknown[]> =>
  people.api('DELETE', `/companies/${company}/owners/${owner}`, { gateway, ...(as ? { as } : {}) }).then(kindOf);

/** Owners of the company who can sign in, by name. */
async function active(people: People, company: string): Promise<string[]> {
  const { owners } = await people.done('GET', `/companies/${company}`);
  const members = await Promise.all(
    (owners as Json[]).map(({ userId }) => people.done('GET', `/companies/${company}/members/${String(userId)}`)),
  );
  return members
    .filter((member) => member['active'] === true)
    .map(({ userName }) => String(userName))
    .toSorted();
}

/** Signs an active owner in, which shows that the company has one. */
async function signsInAsOwner(people: People, company: string): Promise<void> {
  const [name = 'nobody'] = await active(people, company);
  const browser = await people.signIn(company, name.split('@', 1)[0] ?? '');
  expect((await people.api('GET', '/session', { as: browser })).json['member']).toMatchObject({
    role: 'owner',
    userName: name,
  });
}

/** A member who is already deactivated. */
function deactivated(people: () => People, target: () => OperatedTarget): void {
  describe('someone deactivated', () => {
    it('does not own the company by an import, and its owner stays', async () => {
      const { owner, token } = await people().company('imported');
      const folder = mkdtempSync(join(tmpdir(), 'luciq-owners-'));
      const file = join(folder, 'members.jsonl');
      await people().patch(token, `/Users/${await people().member(token, 'left@imported.example')}`, DEACTIVATE);
      writeFileSync(
        file,
        ['new', 'left']
          .map((name) => JSON.stringify({ userName: `${name}@imported.example`, role: 'owner', active: false }))
          .join('\n'),
      );
      const { code, stdout } = await target().operate('import', file, '--company', 'imported', '--json');
      rmSync(folder, { recursive: true });
      const reason = expect.stringContaining('does not own the company: This member is deactivated') as unknown;
      expect([code, JSON.parse(stdout)]).toEqual([
        1,
        expect.objectContaining({
          added: 1,
          present: 1,
          owners: 0,
          bad: [
            { line: 1, reason },
            { line: 2, reason },
          ],
        }),
      ]);
      for (const gateway of GATEWAYS) expect(await remove(people(), 'imported', owner, gateway)).toEqual(LAST);
      await signsInAsOwner(people(), 'imported');
    });

    it('is given no ownership, at whichever gateway the deactivation came in', async () => {
      const { owner, token } = await people().company('given');
      for (const gateway of GATEWAYS) {
        const id = await people().member(token, `gone-${gateway}@given.example`);
        await people().scim(token, 'PATCH', `/Users/${id}`, { gateway, body: DEACTIVATION });
        for (const at of GATEWAYS) {
          expect(
            kindOf(await people().api('POST', '/companies/given/owners', { body: { userId: id }, gateway: at })),
          ).toEqual(INACTIVE);
          expect(
            kindOf(
              await people().api('POST', '/companies/given/owners/transfer', {
                body: { from: owner, to: id },
                gateway: at,
              }),
            ),
          ).toEqual(INACTIVE);
        }
        const moved = await target().operate(
          'company',
          'ownership',
          'transfer',
          '--company',
          'given',
          '--from',
          'owner@given.example',
          '--to',
          `gone-${gateway}@given.example`,
        );
        expect([moved.code, moved.stderr]).toEqual([
          1,
          expect.stringContaining('deactivated and cannot become an owner'),
        ]);
      }
      expect(await active(people(), 'given')).toEqual(['owner@given.example']);
    });

    it('is no owner whom SCIM deactivates, deletes or demotes, the last or not', async () => {
      const { owner, token } = await people().company('kept');
      const second = await people().member(token, 'second@kept.example');
      await people().done('POST', '/companies/kept/owners', { body: { userId: second } });
      // For as long a gateway may take what others decided to be as it was.
      await delay(1_100);
      for (const gateway of GATEWAYS) {
        for (const [name, id] of [
          ['owner', owner],
          ['second', second],
        ]) {
          const tried = [
            await people().scim(token, 'PATCH', `/Users/${id}`, { gateway, body: DEACTIVATION }),
            await people().scim(token, 'PUT', `/Users/${id}`, {
              gateway,
              body: { schemas: [USER], userName: `${name}@kept.example`, active: false },
            }),
            await people().scim(token, 'DELETE', `/Users/${id}`, { gateway }),
          ];
          expect(tried.map(({ status, json }) => [status, json['scimType']])).toEqual(
            tried.map(() => [400, 'mutability']),
          );
        }
      }
      expect(await active(people(), 'kept')).toEqual(['owner@kept.example', 'second@kept.example']);
    });
  });
}

/** Requests that race at two gateways. */
function atOnce(people: () => People): void {
  describe('of two requests at once', () => {
    it('that take the ownership of each of two owners, one is refused', async () => {
      for (const round of EACH) {
        const company = `mutual-${round}`;
        const { owner, token } = await people().company(company);
        const second = await people().member(token, `second@${company}.example`);
        await people().done('POST', `/companies/${company}/owners`, { body: { userId: second } });
        const answers = await Promise.all([remove(people(), company, owner, 0), remove(people(), company, second, 1)]);
        expect(answers.filter(([status]) => status === 200).length).toBe(1);
        expect(answers).toContainEqual(LAST);
        await signsInAsOwner(people(), company);
      }
    });

    it('of which one gives an ownership and the other deactivates who gets it, nothing is left without an owner who can sign in', async () => {
      for (const round of EACH) {
        const company = `given-${round}`;
        const { owner, token } = await people().company(company);
        const id = await people().member(token, `second@${company}.example`);
        await Promise.all([
          people().api('POST', `/companies/${company}/owners`, { body: { userId: id }, gateway: 0 }),
          people().scim(token, 'PATCH', `/Users/${id}`, { gateway: 1, body: DEACTIVATION }),
        ]);
        // Removed where the one is an owner who is active, and refused where the other is none.
        const before = await active(people(), company);
        const removed = await remove(people(), company, owner, round % 2 === 0 ? 0 : 1);
        expect(removed).toEqual(before.length > 1 ? [200, undefined] : LAST);
        await signsInAsOwner(people(), company);
      }
    });
  });
}
