import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { UNPACKED_AT_ONCE } from '../limits.ts';
import { PackedBody } from './packed-body.ts';

const packed = (bytes: number): PackedBody => new PackedBody(gzipSync(randomBytes(bytes)), 'gzip', bytes);

describe('packed bodies', () => {
  it(`of many senders are unpacked ${UNPACKED_AT_ONCE} at a time, in order, so that the others cost what they came with`, async () => {
    const done: string[] = [];
    const finished = async (name: string, body: PackedBody): Promise<void> => {
      await body.unpacked();
      done.push(name);
    };
    const large = Array.from({ length: 2 * UNPACKED_AT_ONCE }, () => finished('large', packed(2_000_000)));
    await Promise.all([...large, finished('small', packed(10))]);
    // A small one would be done first if it had begun with the others.
    expect(done.indexOf('small')).toBeGreaterThan(UNPACKED_AT_ONCE);
  });

  it('that are refused make room for others', async () => {
    const broken = Array.from({ length: 3 * UNPACKED_AT_ONCE }, () =>
      new PackedBody(Buffer.from('no gzip'), 'gzip', 100).unpacked(),
    );
    for (const { status } of await Promise.allSettled(broken)) expect(status).toBe('rejected');
    expect(await packed(10).unpacked()).toHaveLength(10);
  });
});
