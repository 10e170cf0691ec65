import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Browser } from '../account-client/index.ts';
import { kindOf } from '../account-client/index.ts';
import type { AttackTarget, People } from './people.ts';
import { attackOn, ROLE } from './people.ts';

const APPLICATIONS = ROLE.replace('instabugRole', 'instabugApplications');

interface Insider {
  readonly token: string;
  readonly id: string;
  readonly browser: Browser;
  /** Issued by the member. */
  readonly own: string;
  readonly tokenId: string;
}

/** Attacks with tokens and set-up links whose issuer has lost the right to them. */
export function attacksWithWhatWasMade(open: () => Promise<AttackTarget>): void {
  const { people } = attackOn(open);
  leavers(people);
  issuers(people);
  links(people);
}

/** An admin with a token of his own. */
async function insider(people: People, company: string): Promise<Insider> {
  const { token } = await people.company(company);
  const id = await people.member(token, `admin@${company}.example`, 'admin');
  const browser = await people.signIn(company, 'admin');
  const issued = await people.done('POST', `/companies/${company}/tokens`, { body: { label: 'mine' }, as: browser });
  return { token, id, browser, own: String(issued['token']), tokenId: String(issued['id']) };
}

/** Asks at both gateways until both refuse the token. */
async function untilDead(people: People, token: string): Promise<number[]> {
  for (;;) {
    const answers = await Promise.all(
      ([0, 1] as const).map((gateway) => people.scim(token, 'GET', '/Users?count=1', { gateway })),
    );
    const statuses = [...new Set(answers.map(({ status }) => status))];
    if (statuses.length === 1 && statuses[0] === 401) return statuses;
    await delay(50);
  }
}

function leavers(people: () => People): void {
  describe('the token of a member', () => {
    it.each<[string, string, (company: string, made: Insider) => Promise<unknown>]>([
      [
        'is deactivated',
        'left',
        (_, { token, id }) => people().patch(token, `/Users/${id}`, { op: 'replace', path: 'active', value: false }),
      ],
      ['is deleted', 'gone', (_, { token, id }) => people().scim(token, 'DELETE', `/Users/${id}`)],
      [
        'is demoted',
        'lowered',
        (_, { token, id }) => people().patch(token, `/Users/${id}`, { op: 'replace', path: ROLE, value: 'viewer' }),
      ],
    ])(
      'is dead at every gateway when the member %s, and does not come back with the member',
      async (_, company, act) => {
        const made = await insider(people(), company);
        expect((await people().scim(made.own, 'GET', '/Users?count=1', { gateway: 1 })).status).toBe(200);
        await act(company, made);
        expect(await untilDead(people(), made.own)).toEqual([401]);
        expect(
          (await people().patch(made.own, `/Users/${made.id}`, { op: 'replace', path: 'active', value: true })).status,
        ).toBe(401);
        for (const value of [{ active: true }, { [ROLE]: 'admin' }])
          await people().patch(made.token, `/Users/${made.id}`, { op: 'replace', value });
        expect(await untilDead(people(), made.own)).toEqual([401]);
        expect((await people().scim(made.token, 'GET', '/Users?count=1')).status).toBe(200);
      },
    );

    it.each([
      ['SCIM is turned off, which the intruder had done before', 'scim', ['scim/disable']],
      ['SAML is disabled, and SCIM was turned off before it was issued', 'saml', ['saml/disable']],
      [
        'both are, as the runbook says of an identity provider that was broken into',
        'both',
        ['scim/disable', 'saml/disable'],
      ],
    ])('that an intruder issued for the next time is dead once %s', async (_, name, switches) => {
      const company = `prepared-${name}`;
      await people().company(company);
      const owner = await people().signIn(company, 'owner');
      await people().done('POST', `/companies/${company}/scim/disable`, { as: owner });
      const own = String(
        (await people().done('POST', `/companies/${company}/tokens`, { body: {}, as: owner }))['token'],
      );
      for (const path of switches) await people().done('POST', `/companies/${company}/${path}`);
      await people().configure(company, people().otherIdp);
      for (const path of ['saml/enable', 'scim/enable']) await people().done('POST', `/companies/${company}/${path}`);
      expect(await untilDead(people(), own)).toEqual([401]);
    });

    it('ends by itself unless it is said when, and never is no choice', async () => {
      const { browser } = await insider(people(), 'endless');
      const [usual] = (await people().done('GET', '/companies/endless/tokens'))['tokens'] as {
        expiresAt: string;
        issuedAt: string;
      }[];
      expect(Math.round((Date.parse(usual?.expiresAt ?? '') - Date.parse(usual?.issuedAt ?? '')) / 86_400_000)).toBe(
        365,
      );
      expect(
        kindOf(await people().api('POST', '/companies/endless/tokens', { body: { expiresInDays: null }, as: browser })),
      ).toEqual([400, 'token-without-end']);
    });

    it('goes on after the member left where an owner handed it over, which the list warned of and the member could not do', async () => {
      const { token, id, browser, own, tokenId } = await insider(people(), 'handed');
      const listed = async (): Promise<unknown> =>
        ((await people().done('GET', '/companies/handed/tokens'))['tokens'] as { endsWith: { id: string } | null }[])[0]
          ?.endsWith?.id ?? null;
      expect(await listed()).toBe(id);
      expect(
        kindOf(await people().api('POST', `/companies/handed/tokens/${tokenId}/hand-over`, { as: browser })),
      ).toEqual([403, 'owner-only']);
      await people().done('POST', `/companies/handed/tokens/${tokenId}/hand-over`, {
        as: await people().signIn('handed', 'owner'),
      });
      expect(await listed()).toBeNull();
      await people().patch(token, `/Users/${id}`, { op: 'replace', path: 'active', value: false });
      await delay(1_100);
      expect((await people().scim(own, 'GET', '/Users?count=1', { gateway: 1 })).status).toBe(200);
    });

    it('is not handed over by the owner who issued it, nor through a set-up link of that owner', async () => {
      await people().company('selfish');
      const owner = await people().signIn('selfish', 'owner');
      const setup = await people().browserOf(await people().open(await people().link('selfish', owner)));
      for (const as of [owner, setup]) {
        const { id } = await people().done('POST', '/companies/selfish/tokens', { body: {}, as });
        expect(
          kindOf(await people().api('POST', `/companies/selfish/tokens/${String(id)}/hand-over`, { as: owner })),
        ).toEqual([403, 'own-token']);
        await people().done('POST', `/companies/selfish/tokens/${String(id)}/hand-over`);
      }
    });
  });
}

function issuers(people: () => People): void {
  describe('a token that was handed over', () => {
    it('gives its issuer nothing back: neither activity, nor a role, nor a group that gives one; others it serves as ever', async () => {
      const { token, id, own, tokenId } = await insider(people(), 'backdoor');
      await people().done('POST', `/companies/backdoor/tokens/${tokenId}/hand-over`);
      const group = await people().group(token, 'Admins', []);
      await people().done('PUT', `/companies/backdoor/groups/${group}/mapping`, {
        body: { role: 'admin', applications: [], precedence: 1 },
      });
      await people().patch(
        token,
        `/Users/${id}`,
        { op: 'replace', path: ROLE, value: 'viewer' },
        { op: 'replace', path: 'active', value: false },
      );
      const other = await people().member(own, 'other@backdoor.example');
      const tried = [
        await people().patch(own, `/Users/${id}`, { op: 'replace', path: 'active', value: true }),
        await people().scim(own, 'PUT', `/Users/${id}`, {
          body: {
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            userName: 'admin@backdoor.example',
            active: true,
          },
        }),
        await people().scim(own, 'POST', '/Users', {
          body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'admin@backdoor.example' },
        }),
        await people().patch(own, `/Users/${id}`, { op: 'replace', path: ROLE, value: 'admin' }),
        await people().patch(own, `/Users/${id}`, { op: 'remove', path: ROLE }),
        // A name that is free again could be given to a new admin, whom the issuer would sign in as.
        await people().scim(own, 'DELETE', `/Users/${id}`),
        await people().patch(own, `/Users/${id}`, { op: 'replace', path: 'userName', value: 'away@backdoor.example' }),
        await people().patch(
          own,
          `/Users/${id}`,
          { op: 'add', path: 'roles', value: [{ value: 'admin' }] },
          { op: 'remove', path: ROLE },
        ),
        await people().patch(own, `/Groups/${group}`, {
          op: 'add',
          path: 'members',
          value: [{ value: other }, { value: id }],
        }),
      ];
      expect(tried.map(({ status }) => status)).toEqual(Array<number>(tried.length).fill(403));
      expect((await people().scim(token, 'GET', `/Users/${id}`)).json).toMatchObject({ active: false });
      expect(
        (await people().patch(own, `/Users/${id}`, { op: 'replace', path: APPLICATIONS, value: ['Shop'] })).status,
      ).toBe(200);
      expect(
        (await people().patch(own, `/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: other }] }))
          .status,
      ).toBeLessThan(300);
      expect((await people().patch(token, `/Users/${id}`, { op: 'replace', path: 'active', value: true })).status).toBe(
        200,
      );
    });
  });
}

function links(people: () => People): void {
  describe('a set-up link', () => {
    const states = async (company: string): Promise<unknown[]> => {
      const { links: listed } = await people().done('GET', `/companies/${company}/setup-links`);
      return (listed as { state: string }[]).map(({ state }) => state).toSorted();
    };

    it('is listed with who, when, until and whether it was used, and never with its secret', async () => {
      await people().company('shown');
      const link = await people().link('shown', await people().signIn('shown', 'owner'));
      await people().open(await people().link('shown'));
      const { links: listed } = await people().done('GET', '/companies/shown/setup-links');
      expect(listed).toEqual(
        expect.arrayContaining([
          {
            id: expect.any(String),
            issuedAt: expect.any(String),
            issuedBy: expect.objectContaining({ kind: 'member', name: 'owner@shown.example' }),
            expiresAt: expect.any(String),
            state: 'open',
          },
          expect.objectContaining({
            issuedBy: expect.objectContaining({ kind: 'service', id: 'luciq' }),
            state: 'used',
          }),
        ]),
      );
      expect(JSON.stringify(listed)).not.toContain(link.split('.').at(-1));
    });

    it('is withdrawn, and so is the session that came of it', async () => {
      await people().company('withdrawn');
      const [first, second] = [await people().link('withdrawn'), await people().link('withdrawn')];
      const setup = await people().browserOf(await people().open(first));
      for (const link of [first, second])
        await people().done('DELETE', `/companies/withdrawn/setup-links/${link.split('.').at(-2)}`);
      expect((await people().api('GET', '/companies/withdrawn/tokens', { as: setup, gateway: 1 })).status).toBe(401);
      expect(kindOf(await people().open(second))).toEqual([404, 'setup-link-unknown']);
      expect(await states('withdrawn')).toEqual(['withdrawn', 'withdrawn']);
      expect(kindOf(await people().api('DELETE', '/companies/withdrawn/setup-links/nothing'))).toEqual([
        404,
        'setup-link-not-found',
      ]);
    });

    it('does not come back with an ownership that went and came back', async () => {
      const { owner, token } = await people().company('returned');
      const other = await people().member(token, 'other@returned.example');
      const link = await people().link('returned', await people().signIn('returned', 'owner'));
      for (const [from, to] of [
        [owner, other],
        [other, owner],
      ])
        await people().done('POST', '/companies/returned/owners/transfer', { body: { from, to } });
      expect(kindOf(await people().open(link))).toEqual([404, 'setup-link-unknown']);
    });
  });
}
