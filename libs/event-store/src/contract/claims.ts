import { describe, expect, it } from '@jest/globals';
import type { StreamName } from '@luciq/events';
import type { ClaimChange, EventStore } from '../port.ts';
import type { OnLog } from './log.ts';
import { appended, nameClaim, newStream, request } from './log.ts';

const take = (value: string, from?: StreamName): ClaimChange => ({
  action: 'take',
  claim: nameClaim(value),
  ...(from === undefined ? {} : { from: { stream: from, revision: 0 } }),
});
const release = (value: string): ClaimChange => ({ action: 'release', claim: nameClaim(value) });

async function done(store: EventStore, stream: StreamName, ...claims: readonly ClaimChange[]): Promise<void> {
  appended(await store.append(request(stream, { claims })));
}

/** Claims: taken with their append or not at all. */
export function claimCases(onLog: OnLog): void {
  describe('claims', () => {
    it(
      'are held by the stream that took them, after reopening too',
      onLog(async ({ store, reopen }) => {
        const stream = newStream();
        expect(await store.claimOwner(nameClaim('ada'))).toBeNull();
        await done(store, stream, take('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(stream);
        expect(await (await reopen()).claimOwner(nameClaim('ada'))).toBe(stream);
      }),
    );

    it(
      'refuse another stream and name the owner; a refused append leaves nothing',
      onLog(async ({ store }) => {
        const [owner, other] = [newStream(), newStream()];
        await done(store, owner, take('ada'));
        const outcome = await store.append(request(other, { claims: [take('bob'), take('ada')] }));
        expect(outcome).toEqual({ kind: 'claimed', claim: nameClaim('ada'), owner });
        expect(await store.claimOwner(nameClaim('bob'))).toBeNull();
        expect(await store.readStream(other)).toEqual([]);
        await done(store, newStream(), take('bob'));
      }),
    );

    it(
      'are not taken by an append that conflicts',
      onLog(async ({ store }) => {
        await store.append(request(newStream(), { expected: 5, claims: [take('ada')] }));
        expect(await store.claimOwner(nameClaim('ada'))).toBeNull();
      }),
    );

    it(
      'can be taken again by their owner',
      onLog(async ({ store }) => {
        const stream = newStream();
        await done(store, stream, take('ada'));
        await done(store, stream, take('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(stream);
      }),
    );

    it(
      'are free for others once released, but only their owner releases them',
      onLog(async ({ store }) => {
        const [first, second] = [newStream(), newStream()];
        await done(store, first, take('ada'));
        await done(store, second, release('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(first);
        await done(store, first, release('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBeNull();
        await done(store, second, take('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(second);
      }),
    );

    it(
      'move from a named former owner, and from no one else',
      onLog(async ({ store }) => {
        const [first, second, stranger] = [newStream(), newStream(), newStream()];
        await done(store, first, take('ada'));
        const wrong = await store.append(request(second, { claims: [take('ada', stranger)] }));
        expect(wrong).toEqual({ kind: 'claimed', claim: nameClaim('ada'), owner: first });
        await done(store, second, take('ada', first));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(second);
      }),
    );

    it(
      'change in the order of the append: a rename, and a value released and taken again',
      onLog(async ({ store }) => {
        const stream = newStream();
        await done(store, stream, take('ada'));
        await done(store, stream, release('ada'), take('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(stream);
        await done(store, stream, release('ada'), take('bob'));
        expect(await store.claimOwner(nameClaim('ada'))).toBeNull();
        expect(await store.claimOwner(nameClaim('bob'))).toBe(stream);
        await done(store, stream, take('ada'), release('ada'));
        expect(await store.claimOwner(nameClaim('ada'))).toBeNull();
      }),
    );

    it(
      'are apart by scope and kind',
      onLog(async ({ store }) => {
        const streams = [newStream(), newStream(), newStream()] as const;
        const token = { scope: 'acme', kind: 'token', value: 'ada' } as const;
        await done(store, streams[0], take('ada'));
        await done(store, streams[1], { action: 'take', claim: nameClaim('ada', 'globex') });
        await done(store, streams[2], { action: 'take', claim: token });
        expect(await store.claimOwner(nameClaim('ada'))).toBe(streams[0]);
        expect(await store.claimOwner(nameClaim('ada', 'globex'))).toBe(streams[1]);
        expect(await store.claimOwner(token)).toBe(streams[2]);
      }),
    );

    it(
      'of a repeated append are not taken a second time',
      onLog(async ({ store }) => {
        const first = request(newStream(), { claims: [take('ada')] });
        await store.append(first);
        await done(store, first.stream, release('ada'));
        const next = newStream();
        await done(store, next, take('ada'));
        appended(await store.append(first));
        expect(await store.claimOwner(nameClaim('ada'))).toBe(next);
      }),
    );

    it(
      'go to exactly one of the appends that want them at once',
      onLog(async ({ store, another }) => {
        const other = await another();
        const streams = Array.from({ length: 8 }, () => newStream());
        const outcomes = await Promise.all(
          streams.map((stream, index) =>
            (index % 2 ? other : store).append(request(stream, { claims: [take('ada')] })),
          ),
        );
        expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
        const winner = streams[outcomes.findIndex(({ kind }) => kind === 'appended')];
        expect(await store.claimOwner(nameClaim('ada'))).toBe(winner);
        for (const outcome of outcomes) {
          if (outcome.kind !== 'appended')
            expect(outcome).toEqual({ kind: 'claimed', claim: nameClaim('ada'), owner: winner });
        }
      }),
    );
  });
}
