import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventRecord, UserEvent } from '@luciq/events';
import { isUserEvent, plain } from '@luciq/events';
import { foldCase } from '@luciq/scim';
import { follow, registered } from '../contract/fixture.ts';
import type { MemoryLog } from '../contract/histories.ts';
import { histories } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import { namesOf } from '../projections/former-names.ts';
import type { UserRow } from '../projections/users.ts';
import { projectUser } from '../projections/users.ts';

const email = (value: string): { readonly emails: readonly { readonly value: string }[] } => ({ emails: [{ value }] });

describeRows('names and groups of the past', (fixture) => {
  it('gives everyone who had a name, with from and until, the living and the deleted', async () => {
    const log = registered();
    const first = log.provision('acme', 'u1', {
      userName: 'Jane@x.example',
      externalId: 'E1',
      ...email('jane@x.example'),
    });
    const renamed = log.append('acme', 'u1', {
      type: 'ProfileUpdated',
      data: { userId: 'u1', changed: ['userName'] },
      personal: plain({ set: { userName: 'jane.smith@x.example' }, unset: [] }),
    });
    const deleted = log.append('acme', 'u1', { type: 'UserDeleted', data: { userId: 'u1' } });
    const second = log.provision('acme', 'u2', { userName: 'jane@x.example' });
    const model = await fixture.current.open();
    await follow(log, model);
    expect(await model.queries.bearersOf('acme', 'JANE@x.example')).toEqual([
      { kind: 'userName', name: 'jane@x.example', userId: 'u2', from: second.time, until: null, isDeleted: false },
      { kind: 'emails', name: 'jane@x.example', userId: 'u1', from: first.time, until: deleted.time, isDeleted: true },
      {
        kind: 'userName',
        name: 'Jane@x.example',
        userId: 'u1',
        from: first.time,
        until: renamed.time,
        isDeleted: true,
      },
    ]);
    expect(await model.queries.bearersOf('acme', 'jane.smith@x.example')).toEqual([
      {
        kind: 'userName',
        name: 'jane.smith@x.example',
        userId: 'u1',
        from: renamed.time,
        until: deleted.time,
        isDeleted: true,
      },
    ]);
    expect(await model.queries.bearersOf('acme', 'e1')).toMatchObject([{ kind: 'externalId', userId: 'u1' }]);
    expect(await model.queries.bearersOf('other', 'jane@x.example')).toEqual([]);
  });

  it('gives every group that a user was ever in, also within one batch, and where user and group are gone', async () => {
    for (const batchItems of [1, 500]) {
      const log = registered();
      for (const userId of ['u1', 'u2']) log.provision('acme', userId, { userName: `${userId}-${batchItems}` });
      for (const groupId of ['stays', 'left', 'gone', 'others']) {
        log.appendToGroup('acme', {
          type: 'GroupCreated',
          data: { groupId, displayName: groupId, externalId: null, origin: 'scim' },
        });
        const memberIds = groupId === 'others' ? ['u2'] : ['u1', 'nobody'];
        log.appendToGroup('acme', { type: 'GroupMembersAdded', data: { groupId, memberIds } });
      }
      log.appendToGroup('acme', { type: 'GroupMembersRemoved', data: { groupId: 'left', memberIds: ['u1'] } });
      log.appendToGroup('acme', { type: 'GroupDeleted', data: { groupId: 'gone' } });
      const model = await fixture.current.open();
      await follow(log, model, batchItems);
      expect(await model.queries.groupsEver('acme', 'u1')).toEqual(['gone', 'left', 'stays']);
      log.append('acme', 'u1', { type: 'UserDeleted', data: { userId: 'u1' } });
      await follow(log, model, batchItems);
      expect(await model.queries.groupsEver('acme', 'u1')).toEqual(['gone', 'left', 'stays']);
      expect(await model.queries.groupsEver('acme', 'nobody')).toEqual([]);
      await fixture.renew();
    }
  });

  it('agrees with a fold of the log for every name, whatever the history and the size of batches', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.constantFrom(1, 7, 500), async (log, batchItems) => {
        await fixture.renew();
        const model = await fixture.current.open();
        await follow(log, model, batchItems);
        for (const [folded, bearers] of Map.groupBy(spansOf(log), ({ name }) => foldCase(name))) {
          const found = (await model.queries.bearersOf('acme', folded))
            // An externalId of now is looked up as it is spelt.
            .filter(({ kind }) => kind !== 'externalId')
            .map(({ kind, name, userId, from, until }) => ({ kind, name, userId, from, until }));
          expect(found.toSorted(byText)).toEqual(bearers.filter(({ kind }) => kind !== 'externalId').toSorted(byText));
        }
      }),
      { numRuns: 5 },
    );
  });
});

const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

interface Span {
  readonly kind: string;
  readonly name: string;
  readonly userId: string;
  readonly from: string;
  until: string | null;
}

/** Every span of time in which somebody of acme had a name, by looking at all records. */
function spansOf(log: MemoryLog): readonly Span[] {
  const rows = new Map<string, UserRow | null>();
  const spans: Span[] = [];
  for (const record of log.records.filter(({ companyId }) => companyId === 'acme')) {
    if (!isUserEvent(record.event)) continue;
    const { userId } = record.event.data;
    const row = projectUser(rows.get(userId) ?? null, record as EventRecord<UserEvent>);
    rows.set(userId, row);
    const now = row ? namesOf(row.attributes) : [];
    const open = spans.filter((span) => span.userId === userId && span.until === null);
    for (const span of open)
      if (!now.some(({ kind, name }) => span.kind === kind && span.name === name)) span.until = record.time;
    for (const { kind, name } of now)
      if (!open.some((span) => span.until === null && span.kind === kind && span.name === name))
        spans.push({ kind, name, userId, from: record.time, until: null });
  }
  return spans;
}
