import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Json } from '@luciq/testing/account-client';
import { accountClient, credentialEntry } from '@luciq/testing/account-client';
import { testIdp } from '@luciq/testing/saml-idp';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

describe('requests that are refused for their token', () => {
  const secret = randomBytes(32).toString('base64url');
  const folder = mkdtempSync(join(tmpdir(), 'refused-tokens-'));
  let running: Standalone;

  beforeAll(async () => {
    const settings = readSettings(StandaloneSettings, {
      PORT: '0',
      LUCIQ_DATA_DIR: folder,
      LUCIQ_ACCOUNT_CREDENTIALS: credentialEntry('luciq', 'companies', secret),
    });
    running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
  });
  afterAll(async () => {
    await running.close();
    rmSync(folder, { recursive: true });
  });

  const { api } = accountClient(() => new URL(running.scimBaseUrl).origin, `luciq.${secret}`);
  const scim = async (token: string): Promise<number> =>
    (await fetch(`${running.scimBaseUrl}/Users`, { headers: { authorization: `Bearer ${token}` } })).status;
  const issue = async (
    label: string,
  ): Promise<{ readonly id: string; readonly token: string; readonly lastFour: string }> =>
    (await api('POST', '/companies/demo/tokens', { label })).json as { id: string; token: string; lastFour: string };
  /** The counts once so many requests are in them. */
  const refused = async (requests: number): Promise<readonly Json[]> => {
    for (;;) {
      const { refused: counts } = (await api('GET', '/companies/demo/tokens/refused')).json as {
        refused: readonly (Json & { count: number })[];
      };
      if (counts.reduce((sum, { count }) => sum + count, 0) >= requests) return counts;
      await delay(50);
    }
  };

  it('are counted for the company by token, reason and hour, whatever the secret; those of nobody are not', async () => {
    const [old, other] = [await issue('Okta 2025'), await issue('Okta 2026')];
    expect(await scim(old.token)).toBe(200);
    expect((await api('DELETE', `/companies/demo/tokens/${old.id}`)).status).toBe(204);
    // Refused within a second: this is the first of three.
    while ((await scim(old.token)) !== 401) await delay(50);
    const wrong = `${other.id}.${'x'.repeat(32)}`;
    const answers = [
      await scim(old.token),
      await scim(`${old.id}.${'y'.repeat(32)}`),
      await scim(wrong),
      await scim(`nobody.${'x'.repeat(32)}`),
      await scim('not a token'),
    ];
    expect(answers).toEqual([401, 401, 401, 401, 401]);
    const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const hour: unknown = expect.stringMatching(/:00:00\.000Z$/);
    const counts = await refused(4);
    expect(counts.toSorted((one, next) => Number(next['count']) - Number(one['count']))).toEqual([
      { tokenId: old.id, lastFour: null, label: null, reason: 'revoked', hour, count: 3, lastAt: time },
      {
        tokenId: other.id,
        lastFour: other.lastFour,
        label: 'Okta 2026',
        reason: 'wrong-secret',
        hour,
        count: 1,
        lastAt: time,
      },
    ]);
    expect(JSON.stringify(counts)).not.toContain(old.token.split('.')[1]);
    expect(await scim(other.token)).toBe(200);
  });

  it('say why to who has the secret, and nothing to who has not', async () => {
    const detail = async (authorization: string): Promise<unknown> => {
      const answer = await fetch(`${running.scimBaseUrl}/Users`, { headers: { authorization } });
      return [answer.status, ((await answer.json()) as Json)['detail']];
    };
    const silent = [401, expect.stringMatching(/^The authentication token is missing or not valid\./)];
    const owner = { userName: 'ada@reasons.example', displayName: 'Ada', email: 'ada@reasons.example' };
    await api('POST', '/companies', { id: 'reasons', name: 'Reasons', applications: [], owner });
    const { issuer, certificate } = await testIdp();
    await api('PUT', '/companies/reasons/saml', { entryPoint: 'https://idp.example/sso', issuer, certificate });
    expect((await api('POST', '/companies/reasons/saml/enable')).json).toMatchObject({ saml: { state: 'enabled' } });
    const of = async (): Promise<{ readonly id: string; readonly token: string }> =>
      (await api('POST', '/companies/reasons/tokens', { label: 'Okta' })).json as { id: string; token: string };
    const withOther = (token: string): string => `Bearer ${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
    const early = await of();
    expect(await detail(`Bearer ${early.token}`)).toEqual([401, expect.stringContaining('SCIM is not enabled')]);
    expect(await detail(withOther(early.token))).toEqual(silent);
    expect((await api('POST', '/companies/reasons/scim/enable')).status).toBe(200);
    expect(await scim(early.token)).toBe(200);
    const { status } = await api('DELETE', `/companies/reasons/tokens/${early.id}`);
    expect(status).toBe(204);
    while ((await scim(early.token)) !== 401) await delay(50);
    expect(await detail(`Bearer ${early.token}`)).toEqual([401, expect.stringContaining('was revoked')]);
    expect(await detail(withOther(early.token))).toEqual(silent);
    const { token } = await of();
    for (const form of [
      `Bearer Bearer ${token}`,
      `Bearer "${token}"`,
      `Bearer <${token}>`,
      `Token ${token}`,
      `Bearer ${token}%20`,
    ])
      expect([
        form,
        (await fetch(`${running.scimBaseUrl}/Users`, { headers: { authorization: form } })).status,
      ]).toEqual([form, 200]);
  });

  it('are shown to their company alone, for as many days as are kept', async () => {
    expect((await api('POST', '/companies', { id: 'acme', name: 'Acme', applications: [] })).status).toBe(201);
    expect((await api('GET', '/companies/acme/tokens/refused')).json).toEqual({ refused: [] });
    expect((await api('GET', '/companies/demo/tokens/refused?days=30')).status).toBe(200);
    for (const days of ['0', '31', 'x'])
      expect((await api('GET', `/companies/demo/tokens/refused?days=${days}`)).json).toMatchObject({
        status: 400,
        kind: 'invalid',
      });
  });
});
