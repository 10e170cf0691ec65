import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Fetch } from '../http/index.ts';
import { playTranscript } from './play.ts';
import { loadTranscripts, parseTranscript } from './transcript.ts';

const FOLDER = join(import.meta.dirname, '../../../../transcripts');

/** Lines of the checklist of the protocol notes that are about groups. */
const GROUP_LINES = [11, 12, 13, 15, 18];
const CHECKLIST_LINES = 26;

/** Echoes: each request's own method, path, headers and body. */
const echo: Fetch = async (url, { method, headers, body }) =>
  new Response(JSON.stringify({ method, url, headers, body: typeof body === 'string' ? body : null }), { status: 200, headers: { 'content-type': 'application/scim+json' } });

const play = (steps: unknown, send: Fetch = echo) =>
  playTranscript(parseTranscript('a-name', JSON.stringify({ title: 't', client: 'c', steps })), { base: 'http://scim.test/v2/', token: 'id.secret', run: 'abc', fetch: send });

const get = (path: string, expectation: object): object => ({ note: 'asked', request: { method: 'GET', path }, expect: { status: 200, ...expectation } });

describe('a played transcript', () => {
  it('fills in what was given and what a step saved, whole values with their type', async () => {
    const played = await play([
      get('/Users/{{run}}', { body: { url: 'http://scim.test/v2/Users/abc' }, save: { all: '$', verb: 'method' } }),
      { note: 'merged', request: { method: 'PUT', path: '/{{verb}}', body: { $merge: ['{{all}}', { method: 'new', headers: { x: '{{RUN}}' } }] } }, expect: { status: 200, save: { sent: 'body' } } },
    ]);
    expect(played.failures).toEqual([]);
    expect(JSON.parse(String(played.steps[1]?.request.body))).toMatchObject({ method: 'new', url: 'http://scim.test/v2/Users/abc', headers: { x: 'ABC', Authorization: 'Bearer id.secret' } });
  });

  it('sends a raw body as it is, and leaves out a header that is null', async () => {
    const played = await play([{ note: 'raw', request: { method: 'POST', path: '/Users', raw: '{"a":{{', headers: { Authorization: null } }, expect: { status: 200, body: { body: '{"a":{{', headers: { Authorization: { $absent: true } } } } }]);
    expect(played.failures).toEqual([]);
  });

  it('ends at the first failure and says where it was', async () => {
    const played = await play([get('/a', { status: 201 }), get('/b', {})]);
    expect(played.ok).toBe(false);
    expect(played.steps).toHaveLength(1);
    expect(played.failures[0]).toMatch(/^a-name: asked: want status 201, got 200/);
  });

  it('judges the envelope of a failure without being told', async () => {
    const plain: Fetch = async () => new Response('Not Found', { status: 404, headers: { 'content-type': 'text/plain' } });
    const played = await play([get('/a', { status: 404 })], plain);
    expect(played.failures.join()).toContain('not application/scim+json');
  });

  it('rejects a variable that nobody gave', async () => {
    await expect(play([get('/{{nobody}}', {})])).rejects.toThrow('{{nobody}}');
  });
});

describe('the recorded conversations', () => {
  const transcripts = loadTranscripts(FOLDER);

  // Line 22, Retry-After, needs an engine that is away: it is shown by the fault tests of the standalone app.
  const SHOWN_ELSEWHERE = [22];

  it('cover every line of the checklist that concerns users', () => {
    const lines = Array.from({ length: CHECKLIST_LINES }, (_, index) => index + 1).filter((line) => ![...GROUP_LINES, ...SHOWN_ELSEWHERE].includes(line));
    const covered = new Set(transcripts.flatMap(({ covers }) => covers));
    expect(lines.filter((line) => !covered.has(`1.16/${line}`))).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(transcripts.map(({ name }) => name)).size).toBe(transcripts.length);
  });
});
