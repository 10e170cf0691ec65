import { describe, expect, it } from '@jest/globals';
import type { Fetch } from '../http/index.ts';
import type { Flaw } from '../tiny-scim/index.ts';
import { tinyScim } from '../tiny-scim/index.ts';
import type { Dialect, OktaCall } from './index.ts';
import { playOkta } from './index.ts';

const TOKEN = 'id.secret-that-nobody-prints';
const DIALECTS = ['aiw', 'oin'] as const;

const play = (dialect: Dialect, flaw?: Flaw) =>
  playOkta({
    base: 'http://tiny.test/scim/v2',
    token: TOKEN,
    groups: false,
    dialect,
    fetch: tinyScim({ token: TOKEN, ...(flaw ? { flaw } : {}) }),
  });

describe('the Okta double', () => {
  it.each(DIALECTS)('finds nothing wrong with a service that is right, as %s', async (dialect) => {
    const { checks, failed, passed } = await play(dialect);
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect([failed, passed > 50]).toEqual([0, true]);
  });

  it.each([
    ['text-integers', 'aiw', 'integers'],
    ['hides-inactive', 'oin', 'finds this one user'],
    ['new-id-on-rehire', 'aiw', 'as Okta sent it'],
    ['plain-errors', 'oin', 'application/scim+json'],
    ['forgets-family-name', 'oin', 'sub-attribute'],
    ['echoes-password', 'aiw', 'no password'],
    ['one-short-page', 'oin', 'the pages hold'],
  ] as const)('notices a service that is wrong: %s', async (flaw, dialect, sentence) => {
    const { checks } = await play(dialect, flaw);
    expect(
      checks
        .filter((check) => !check.passed)
        .map((check) => check.sentence)
        .join(),
    ).toContain(sentence);
  });

  it("sends a custom app's changes by PUT and a catalogue app's by PATCH", async () => {
    for (const [dialect, write, other] of [
      ['aiw', 'PUT', 'PATCH'],
      ['oin', 'PATCH', 'PUT'],
    ] as const) {
      const methods: string[] = [];
      await playOkta({
        base: 'http://tiny.test/scim/v2',
        token: TOKEN,
        groups: false,
        dialect,
        fetch: tinyScim({ token: TOKEN }),
        onCall: ({ method }) => void methods.push(method),
      });
      expect([methods.includes(write), methods.includes(other)]).toEqual([true, false]);
    }
  });

  it('never shows the token or a password', async () => {
    const seen: OktaCall[] = [];
    await playOkta({
      base: 'http://tiny.test/scim/v2',
      token: TOKEN,
      groups: false,
      dialect: 'oin',
      fetch: tinyScim({ token: TOKEN }),
      onCall: (call) => void seen.push(call),
    });
    const text = JSON.stringify(seen);
    expect(text).not.toContain(TOKEN);
    expect(seen.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual(
      expect.arrayContaining([expect.objectContaining({ password: '(not shown)' })]),
    );
  });

  it('comes back as often as Okta does when it is told to, and not more', async () => {
    let sent = 0;
    const busy: Fetch = async () => {
      sent += 1;
      const body = JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '429',
        detail: 'Later.',
      });
      return new Response(body, {
        status: 429,
        headers: { 'content-type': 'application/scim+json', 'retry-after': '0' },
      });
    };
    const { requests, failed } = await playOkta({
      base: 'http://tiny.test/scim/v2',
      token: TOKEN,
      groups: false,
      dialect: 'aiw',
      fetch: busy,
    });
    expect(sent).toBe(requests);
    expect(sent % 10).toBe(0);
    expect(failed).toBeGreaterThan(0);
  });
});
