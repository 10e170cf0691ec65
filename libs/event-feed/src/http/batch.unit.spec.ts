import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchOf } from './batch.ts';

it('a batch is the JSON array of its texts, whatever characters they have', () => {
  fc.assert(
    fc.property(fc.array(fc.json({ stringUnit: 'grapheme' })), (texts) => {
      expect(batchOf(texts).toString()).toBe(`[${texts.join(',')}]`);
    }),
  );
});
