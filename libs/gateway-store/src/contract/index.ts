import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { AcknowledgedPositions } from '../port.ts';
import type { Snapshots } from '../snapshots.ts';

/** One state that several gateways share. */
export interface SharedGateways {
  /** The store as each of two gateways sees it. */
  readonly gateways: readonly [AcknowledgedPositions, AcknowledgedPositions];
  /** Does a write of the company that is about to be answered, and gives its position. */
  write(companyId: string): Promise<Position>;
  close(): Promise<void>;
}

/** What every store of acknowledged positions owes. */
export function acknowledgedContract(open: () => Promise<SharedGateways>): void {
  describe('acknowledged positions', () => {
    let shared: SharedGateways;
    beforeEach(async () => {
      shared = await open();
    });
    afterEach(() => shared.close());

    it('are at the start of the log, or not known, for a company of which no write was answered', async () => {
      expect([LOG_START, null]).toContain(await shared.gateways[0].acknowledged('acme'));
    });

    it('cover every answered write of the company, by whichever gateway, and no other company', async () => {
      const [here, there] = shared.gateways;
      for (const gateway of [here, there, here]) {
        const position = await shared.write('acme');
        await gateway.acknowledge('acme', position);
        expect(await here.acknowledged('acme')).toBe(position);
        expect(await there.acknowledged('acme')).toBe(position);
      }
      expect([LOG_START, null]).toContain(await here.acknowledged('globex'));
    });

    it('never go back, in whichever order answers arrive', async () => {
      const [here, there] = shared.gateways;
      const positions = [await shared.write('acme'), await shared.write('acme'), await shared.write('acme')];
      const newest = positions.at(-1) ?? LOG_START;
      await Promise.all(
        positions.toReversed().map((position, index) => (index % 2 === 0 ? here : there).acknowledge('acme', position)),
      );
      expect(await here.acknowledged('acme')).toBe(newest);
      await there.acknowledge('acme', positions[0] ?? LOG_START);
      expect(await here.acknowledged('acme')).toBe(newest);
    });
  });
}

/** What every store of snapshots owes. `spoil` changes one character of what is kept of a stream. */
export function snapshotContract(
  open: () => Promise<{ readonly snapshots: Snapshots; spoil(stream: string): Promise<void>; close(): Promise<void> }>,
): void {
  describe('snapshots', () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('come back as they were saved, the newest of a stream alone', async () => {
      const { snapshots } = opened;
      expect(await snapshots.load('acme/group/a', 'r1')).toBeNull();
      await snapshots.save('acme/group/a', 'r1', { revision: 5, body: '{"five":5}' });
      await snapshots.save('acme/group/a', 'r1', { revision: 9, body: '{"nine":"✓"}' });
      await snapshots.save('acme/group/b', 'r1', { revision: 1, body: '{}' });
      expect(await snapshots.load('acme/group/a', 'r1')).toEqual({ revision: 9, body: '{"nine":"✓"}' });
      await snapshots.discard('acme/group/a');
      expect(await snapshots.load('acme/group/a', 'r1')).toBeNull();
      expect(await snapshots.load('acme/group/b', 'r1')).toEqual({ revision: 1, body: '{}' });
    });

    it('are none to another reducer, and none when they were changed', async () => {
      const { snapshots } = opened;
      await snapshots.save('acme/group/a', 'r1', { revision: 5, body: '{"members":["a"]}' });
      expect(await snapshots.load('acme/group/a', 'r2')).toBeNull();
      await opened.spoil('acme/group/a');
      expect(await snapshots.load('acme/group/a', 'r1')).toBeNull();
    });
  });
}
