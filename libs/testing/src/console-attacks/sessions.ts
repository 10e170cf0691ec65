import { describe, expect, it } from '@jest/globals';
import type { Browser } from '../account-client/index.ts';
import { kindOf } from '../account-client/index.ts';
import type { AttackTarget, People } from './people.ts';
import { attackOn, ROLE } from './people.ts';

const ENDED = [401];
const GOOD = [200];

/** Attacks with a session that was good once, each checked on both gateways. */
export function attacksOnSessions(open: () => Promise<AttackTarget>): void {
  const { people } = attackOn(open);
  broken(people);
  signedOut(people);
  rights(people);
  own(people);
}

/** Attacks by way of an identity provider that was broken into. */
function broken(people: () => People): void {
  describe('a session that came in through a broken identity provider', () => {
    it.each<[string, string, (company: string) => Promise<unknown>]>([
      ['its certificate is replaced', 'cert', (company) => people().configure(company, people().otherIdp)],
      [
        'its address is replaced',
        'entry',
        (company) => people().configure(company, people().idp, { entryPoint: 'https://other.example/sso' }),
      ],
      [
        'SCIM and SAML are disabled',
        'off',
        async (company) => {
          for (const path of ['scim/disable', 'saml/disable'])
            await people().done('POST', `/companies/${company}/${path}`);
        },
      ],
      [
        'everybody is signed out',
        'out',
        (company) => people().done('POST', `/companies/${company}/sessions/end`, { body: {} }),
      ],
    ])('is over at every gateway when %s, and so is what it opened', async (_, name, act) => {
      const company = `broken-${name}`;
      await people().company(company);
      const intruder = await people().signIn(company, 'owner');
      const [first, second] = [await people().link(company, intruder), await people().link(company, intruder)];
      const setup = await people().browserOf(await people().open(first));
      expect([await people().seen(company, intruder), await people().seen(company, setup)]).toEqual([GOOD, GOOD]);
      await act(company);
      expect([await people().seen(company, intruder), await people().seen(company, setup)]).toEqual([ENDED, ENDED]);
      expect(kindOf(await people().open(second))).toEqual([404, 'setup-link-unknown']);
      const { status } = await people().api('POST', `/companies/${company}/saml/enable`, { as: intruder });
      expect(status).toBe(401);
    });

    it('goes on when the same settings are saved again', async () => {
      await people().company('resaved');
      const owner = await people().signIn('resaved', 'owner');
      await people().configure('resaved', people().idp);
      expect(await people().seen('resaved', owner)).toEqual(GOOD);
    });

    it('of the one who replaces the provider goes on alone, under another secret; replacing it again ends that one, too', async () => {
      await people().company('mended');
      const [intruder, owner] = [await people().signIn('mended', 'owner'), await people().signIn('mended', 'owner')];
      const answer = await people().configure('mended', people().otherIdp, { as: owner });
      const goingOn = people().after(owner, answer);
      expect([answer.status, goingOn.cookie === owner.cookie]).toEqual([200, false]);
      expect(await people().seen('mended', goingOn)).toEqual(GOOD);
      expect((await people().api('GET', '/session', { as: owner })).status).toBe(401);
      expect(await people().seen('mended', intruder)).toEqual(ENDED);
      await people().configure('mended', people().idp);
      expect(await people().seen('mended', goingOn)).toEqual(ENDED);
    });

    it('decides nothing any more that was on its way when it ended', async () => {
      await people().company('racing');
      const intruder = await people().signIn('racing', 'owner');
      const requests = Array.from({ length: 8 }, () =>
        people().configure('racing', people().otherIdp, { as: intruder }),
      );
      await people().done('POST', '/companies/racing/sessions/end', { body: {} });
      await Promise.all(requests);
      await people().configure('racing', people().idp);
      expect((await people().configure('racing', people().otherIdp, { as: intruder })).status).toBe(401);
      expect(await people().seen('racing', await people().signIn('racing', 'owner'))).toEqual(GOOD);
    });
  });
}

/** Signing out from outside. */
function signedOut(people: () => People): void {
  describe('signing others out', () => {
    it('ends one member and nobody else, and lets the member sign in again', async () => {
      const { token } = await people().company('single');
      const id = await people().member(token, 'admin@single.example', 'admin');
      const [owner, admin, other] = [
        await people().signIn('single', 'owner'),
        await people().signIn('single', 'admin'),
        await people().signIn('single', 'admin'),
      ];
      await people().done('POST', '/companies/single/sessions/end', { body: { userId: id }, as: owner });
      expect([
        await people().seen('single', admin),
        await people().seen('single', other),
        await people().seen('single', owner),
      ]).toEqual([ENDED, ENDED, GOOD]);
      expect(await people().seen('single', await people().signIn('single', 'admin'))).toEqual(GOOD);
    });

    it('is for owners, not for admins, and not for anyone who has a set-up link', async () => {
      const { token } = await people().company('refused');
      await people().member(token, 'admin@refused.example', 'admin');
      const admin = await people().signIn('refused', 'admin');
      const setup = await people().browserOf(await people().open(await people().link('refused')));
      for (const [as, kind] of [
        [admin, 'owner-only'],
        [setup, 'setup-only'],
      ] as const) {
        expect(kindOf(await people().api('POST', '/companies/refused/sessions/end', { body: {}, as }))).toEqual([
          403,
          kind,
        ]);
        expect(kindOf(await people().api('GET', '/companies/refused/sessions', { as }))).toEqual([403, kind]);
      }
    });

    it('lists who is signed in, without anything one could sign in with, and ends one of them', async () => {
      await people().company('listed');
      const owner = await people().signIn('listed', 'owner');
      const setup = await people().browserOf(await people().open(await people().link('listed')));
      const sessions = (await people().done('GET', '/companies/listed/sessions', { as: owner }))['sessions'] as {
        id: string;
        kind: string;
        own: boolean;
      }[];
      expect(sessions.map(({ kind, own: isOwn }) => [kind, isOwn]).toSorted()).toEqual([
        ['member', true],
        ['setup', false],
      ]);
      for (const { cookie, csrf } of [owner, setup])
        for (const secret of [cookie.split('=')[1], csrf]) expect(JSON.stringify(sessions)).not.toContain(secret);
      await people().done('DELETE', `/companies/listed/sessions/${sessions.find(({ kind }) => kind === 'setup')?.id}`, {
        as: owner,
      });
      expect((await people().api('GET', '/session', { as: setup, gateway: 1 })).status).toBe(401);
      expect(kindOf(await people().api('DELETE', '/companies/listed/sessions/nothing'))).toEqual([404, 'not-found']);
    });

    it('ends the session of an operator, which is listed for operators alone', async () => {
      await people().company('watched');
      const operator = await people().browserOf(await people().api('POST', '/operator-session'));
      const owner = await people().signIn('watched', 'owner');
      expect((await people().api('GET', '/operator-sessions', { as: owner })).status).toBe(403);
      const sessions = (await people().done('GET', '/operator-sessions', { as: operator }))['sessions'] as {
        id: string;
        own: boolean;
      }[];
      await people().done('DELETE', `/operator-sessions/${sessions.find(({ own: isOwn }) => isOwn)?.id}`);
      expect((await people().api('GET', '/session', { as: operator, gateway: 1 })).status).toBe(401);
    });
  });
}

/** Rights that were lost and came back before the next request of the browser. */
function rights(people: () => People): void {
  describe('a session whose rights were taken and given back', () => {
    const admin = async (
      company: string,
      role?: string,
    ): Promise<{ readonly token: string; readonly id: string; readonly owner: string }> => {
      const { token, owner } = await people().company(company);
      return { token, owner, id: await people().member(token, `admin@${company}.example`, role) };
    };
    const byGroup = async (
      company: string,
    ): Promise<{ readonly token: string; readonly id: string; readonly group: string; readonly browser: Browser }> => {
      const { token, id } = await admin(company);
      const group = await people().group(token, 'Admins', [id]);
      await people().done('PUT', `/companies/${company}/groups/${group}/mapping`, {
        body: { role: 'admin', applications: [], precedence: 1 },
      });
      for (let browser = await people().signIn(company, 'admin'); ; browser = await people().signIn(company, 'admin')) {
        // The rows tell who is in a group, and may be behind.
        if ((await people().seen(company, browser))[0] === 200) return { token, id, group, browser };
      }
    };

    it('is over after a demotion that was undone', async () => {
      const { token, id } = await admin('demoted', 'admin');
      const browser = await people().signIn('demoted', 'admin');
      for (const value of ['viewer', 'admin'])
        expect((await people().patch(token, `/Users/${id}`, { op: 'replace', path: ROLE, value })).status).toBe(200);
      expect(await people().seen('demoted', browser)).toEqual(ENDED);
      expect(await people().seen('demoted', await people().signIn('demoted', 'admin'))).toEqual(GOOD);
    });

    it('is over after a deactivation that was undone', async () => {
      const { token, id } = await admin('revived', 'admin');
      const browser = await people().signIn('revived', 'admin');
      for (const value of [false, true])
        await people().patch(token, `/Users/${id}`, { op: 'replace', path: 'active', value });
      expect(await people().seen('revived', browser)).toEqual(ENDED);
    });

    it('is over after an ownership that went and came back', async () => {
      const { owner, id } = await admin('passed', 'admin');
      const browser = await people().signIn('passed', 'owner');
      for (const [from, to] of [
        [owner, id],
        [id, owner],
      ])
        await people().done('POST', '/companies/passed/owners/transfer', { body: { from, to } });
      expect(await people().seen('passed', browser)).toEqual(ENDED);
    });

    it('is over after a membership that went and came back, and goes on when others come and go', async () => {
      const { token, id, group, browser } = await byGroup('grouped');
      const other = await people().member(token, 'other@grouped.example');
      await people().patch(token, `/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: other }] });
      await people().patch(token, `/Groups/${group}`, { op: 'remove', path: `members[value eq "${other}"]` });
      expect(await people().seen('grouped', browser)).toEqual(GOOD);
      await people().patch(token, `/Groups/${group}`, { op: 'remove', path: `members[value eq "${id}"]` });
      await people().patch(token, `/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: id }] });
      expect(await people().seen('grouped', browser)).toEqual(ENDED);
    });

    it('is over after a mapping that was removed and set again, and goes on when its applications change', async () => {
      const { group, browser } = await byGroup('mapped');
      const path = `/companies/mapped/groups/${group}/mapping`;
      await people().done('PUT', path, { body: { role: 'admin', applications: ['Shop'], precedence: 1 } });
      expect(await people().seen('mapped', browser)).toEqual(GOOD);
      await people().done('DELETE', path);
      await people().done('PUT', path, { body: { role: 'admin', applications: ['Shop'], precedence: 1 } });
      expect(await people().seen('mapped', browser)).toEqual(ENDED);
    });

    it('goes on through changes that are not about rights', async () => {
      const { token, id } = await admin('unrelated', 'admin');
      const [browser, owner] = [
        await people().signIn('unrelated', 'admin'),
        await people().signIn('unrelated', 'owner'),
      ];
      const applications = ROLE.replace('instabugRole', 'instabugApplications');
      await people().patch(token, `/Users/${id}`, { op: 'replace', path: 'displayName', value: 'Another Name' });
      await people().patch(token, `/Users/${id}`, { op: 'replace', path: applications, value: ['Shop'] });
      await people().patch(token, `/Users/${id}`, { op: 'replace', path: ROLE, value: 'Administrator' });
      await people().done('POST', '/companies/unrelated/owners', {
        body: { userId: await people().member(token, 'new@unrelated.example') },
      });
      await people().done('PUT', '/companies/unrelated/applications', { body: { applications: ['Shop', 'Chat'] } });
      expect([await people().seen('unrelated', browser), await people().seen('unrelated', owner)]).toEqual([
        GOOD,
        GOOD,
      ]);
    });
  });
}

/** What a browser does to its own session. */
function own(people: () => People): void {
  describe('a session that was made under older rules', () => {
    it('does not take a newer one of the same member along when it ends', async () => {
      await people().company('newer');
      const old = await people().signIn('newer', 'owner');
      await people().done('POST', '/companies/newer/sessions/end', { body: {} });
      const fresh = await people().signIn('newer', 'owner');
      expect(await people().seen('newer', old)).toEqual(ENDED);
      expect(await people().seen('newer', fresh)).toEqual(GOOD);
    });
  });
}
