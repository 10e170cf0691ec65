import { expect, it } from '@jest/globals';
import { plain } from '@luciq/events';
import { follow, idsOf, listing, parsedFilter, registered } from '../contract/fixture.ts';
import { describeRows } from '../contract/on-each-engine.ts';

describeRows('a list', (fixture) => {
  it('shows everyone once while members are created during the walk', async () => {
    const log = registered();
    const model = await fixture.current.open();
    const add = async (number: number): Promise<void> => {
      log.provision('acme', `u${number}`, { userName: `user${number}` });
      await follow(log, model);
    };
    for (let number = 0; number < 10; number += 1) await add(number);
    const seen: string[] = [];
    for (let page = 0; ; page += 1) {
      const some = idsOf(await model.queries.listUsers({ ...listing, startIndex: seen.length + 1, count: 3 }));
      if (some.length === 0) break;
      seen.push(...some);
      if (page < 5) await add(10 + page);
    }
    expect(seen).toEqual(Array.from({ length: 15 }, (_, number) => `u${number}`));
  });

  it('counts again from the start when someone was deleted since the page before', async () => {
    const log = registered();
    const model = await fixture.current.open();
    for (let number = 0; number < 9; number += 1) log.provision('acme', `u${number}`, { userName: `user${number}` });
    await follow(log, model);
    expect(idsOf(await model.queries.listUsers({ ...listing, count: 3 }))).toEqual(['u0', 'u1', 'u2']);
    log.append('acme', 'u1', { type: 'UserDeleted', data: { userId: 'u1' } });
    await follow(log, model);
    const next = await model.queries.listUsers({ ...listing, startIndex: 4, count: 3 });
    expect([idsOf(next), next.kind === 'page' && next.totalResults]).toEqual([['u4', 'u5', 'u6'], 8]);
  });

  it('has the total where the page is beyond the end, and for a count of nothing', async () => {
    const log = registered();
    log.provision('acme', 'u1', { userName: 'a' });
    const model = await fixture.current.open();
    await follow(log, model);
    for (const filter of [null, parsedFilter('userName pr')]) {
      expect(await model.queries.listUsers({ ...listing, filter, startIndex: 5 })).toEqual({
        kind: 'page',
        totalResults: 1,
        users: [],
        next: null,
      });
      expect(await model.queries.listUsers({ ...listing, filter, count: 0 })).toEqual({
        kind: 'page',
        totalResults: 1,
        users: [],
        next: null,
      });
    }
  });

  it('is empty for a company that nothing is known of', async () => {
    expect(await (await fixture.current.open()).queries.listUsers(listing)).toEqual({
      kind: 'page',
      totalResults: 0,
      users: [],
      next: null,
    });
  });

  it('is behind where the rows do not get there in time, or the caller gives up', async () => {
    const log = registered();
    const model = await fixture.current.open();
    await follow(log, model);
    expect(await model.queries.listUsers({ ...listing, passed: 8n, timeoutMs: 20 })).toEqual({
      kind: 'behind',
      applied: 7n,
      wanted: 8n,
    });
    const signal = AbortSignal.abort();
    expect(await model.queries.listUsers({ ...listing, passed: 8n, timeoutMs: 3_600_000, signal })).toMatchObject({
      kind: 'behind',
    });
  });

  it('waits for rows that come in this process and in another one', async () => {
    const log = registered();
    const [here, elsewhere] = [await fixture.current.open(), await fixture.current.open()];
    const { position } = log.provision('acme', 'u1', { userName: 'a' });
    const waiting = [here, elsewhere].map(({ queries }) =>
      queries.listUsers({ ...listing, passed: position, timeoutMs: 30_000 }),
    );
    await follow(log, here);
    expect((await Promise.all(waiting)).map(idsOf)).toEqual([['u1'], ['u1']]);
  });
});

describeRows("a member's access", (fixture) => {
  it('names the event or default that gives it', async () => {
    const log = registered();
    const role = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole';
    const provisioned = log.provision('acme', 'u1', { userName: 'a', roles: [{ value: 'observer' }] });
    const changed = log.append('acme', 'u1', {
      type: 'AccessChanged',
      data: { userId: 'u1', set: { [role]: 'adminstrator' }, unset: [] },
    });
    const model = await fixture.current.open();
    await follow(log, model);
    const found = await model.queries.userAccess('acme', 'u1');
    expect(found?.access).toEqual({
      role: 'admin',
      roleBecause: { source: 'extension', eventId: changed.id, time: changed.time },
      applications: [
        {
          name: 'Shop',
          because: { source: 'company-default', eventId: log.records[0]?.id, time: log.records[0]?.time },
        },
      ],
    });
    log.append('acme', 'u1', { type: 'AccessChanged', data: { userId: 'u1', set: {}, unset: [role] } });
    log.append('acme', 'u1', {
      type: 'ProfileUpdated',
      data: { userId: 'u1', changed: ['title'] },
      personal: plain({ set: { title: 'x' }, unset: [] }),
    });
    await follow(log, model);
    expect((await model.queries.userAccess('acme', 'u1'))?.access.roleBecause).toEqual({
      source: 'scim-roles',
      eventId: provisioned.id,
      time: provisioned.time,
    });
    expect(await model.queries.userAccess('globex', 'u1')).toBeNull();
  });
});
