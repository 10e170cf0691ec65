import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventRecord } from '@luciq/events';
import { ItemRefused } from '@luciq/pump';
import type { FixtureGeneration } from '../contract/fixture.ts';
import { follow, idsOf, listing, registered } from '../contract/fixture.ts';
import { histories } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import { checksum } from '../generations/compare.ts';
import { CheckpointMoved } from './errors.ts';

const sum = (generation: FixtureGeneration): Promise<string> => generation.read(checksum);

describeRows('the rows', (fixture) => {
  it('are the same whatever the size of the batches', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 9 }), async (log, batchItems) => {
        const [followed, rebuilt] = [await fixture.current.generation(), await fixture.current.generation()];
        await follow(log, followed, batchItems);
        await follow(log, rebuilt);
        expect(await sum(followed)).toBe(await sum(rebuilt));
      }),
      { numRuns: 40 },
    );
  });

  it('are the same when any prefix of the records comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (log, seed) => {
        const [once, twice] = [await fixture.current.generation(), await fixture.current.generation()];
        const cut = seed % (log.records.length + 1);
        const prefix = log.records.slice(0, cut);
        const end = await log.head();
        await once.sink.write(log.records, end);
        await twice.sink.write(prefix, 1n);
        await twice.sink.write([...prefix, ...log.records.slice(cut)], end);
        expect(await sum(twice)).toBe(await sum(once));
      }),
      { numRuns: 40 },
    );
  });

  it('count the members of a company as they are', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (log) => {
        const generation = await fixture.current.generation();
        await follow(log, generation, 3);
        const counted = await generation.read((db) =>
          db
            .selectFrom('companies')
            .selectAll('companies')
            .select((eb) =>
              eb
                .selectFrom('users')
                .whereRef('users.company_id', '=', 'companies.company_id')
                .select((inner) => inner.fn.countAll().as('n'))
                .as('rows'),
            )
            .execute(),
        );
        for (const { member_count, rows } of counted) expect(member_count).toBe(Number(rows));
      }),
      { numRuns: 20 },
    );
  });

  it('belong to one writer: a second one finds the checkpoint moved and changes nothing', async () => {
    const log = registered();
    const [one, other] = [await fixture.current.open(), await fixture.current.open()];
    await other.sink.checkpoint();
    await follow(log, one);
    await expect(other.sink.write(log.records, 7n)).rejects.toBeInstanceOf(CheckpointMoved);
    expect(await other.sink.checkpoint()).toBe(7n);
    expect((await other.queries.company('acme'))?.appliedPosition).toBe(7n);
  });

  it('stay as they were when a batch fails half-way', async () => {
    const log = registered();
    const model = await fixture.current.open();
    const record = log.provision('acme', 'u1', { userName: 'a' });
    const broken = { ...record, event: { ...record.event, personal: undefined } } as unknown as EventRecord;
    await expect(model.sink.write([...log.records.slice(0, 1), broken], record.position)).rejects.toBeInstanceOf(
      ItemRefused,
    );
    expect(await model.sink.checkpoint()).toBe(0n);
    expect(await model.queries.companies()).toEqual([]);
    await follow(log, model);
    expect(idsOf(await model.queries.listUsers(listing))).toEqual(['u1']);
  });
});
