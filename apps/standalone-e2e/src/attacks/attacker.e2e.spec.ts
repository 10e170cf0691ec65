import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { credentialEntry } from '@luciq/testing/account-client';
import type { AttackReport, RemovableRule } from '@luciq/testing/attacker';
import { attack, NEVER_DONE, withoutRule } from '@luciq/testing/attacker';
import { People } from '@luciq/testing/console-attacks';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

/** `npm run soak` does more of them, from a seed of its own. */
const STEPS = Number(process.env['ATTACK_STEPS'] ?? 600);
const SEED = Number(process.env['ATTACK_SEED'] ?? 20_261_127);
/** Steps within which a planted fault must be found. */
const STEPS_TO_FIND = 6_000;

const SECRET = 'a-secret-of-the-back-end-0123456789';
let running: Standalone | null = null;
let folder = '';
let putBack = (): void => undefined;

afterEach(async () => {
  await running?.close();
  running = null;
  putBack();
  putBack = () => undefined;
  rmSync(folder, { recursive: true });
});

async function attacked(steps: number, seed: number, fault?: RemovableRule): Promise<AttackReport> {
  folder = mkdtempSync(join(tmpdir(), 'luciq-attacker-'));
  const credentials = credentialEntry('luciq', 'companies+operations', SECRET);
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: credentials,
    LUCIQ_SAML_KEY: 'ab'.repeat(32),
    LUCIQ_TRUSTED_PROXIES: '127.0.0.1',
  });
  if (fault !== undefined) putBack = withoutRule(fault);
  running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
  const { origin } = new URL(running.scimBaseUrl);
  const people = await People.at({
    gateways: [origin, origin],
    publicUrl: origin,
    credential: `luciq.${SECRET}`,
    close: () => Promise.resolve(),
  });
  return attack(people, { steps, seed });
}

/** Routes of the account API as it describes itself. */
function described(): string[] {
  const { paths } = JSON.parse(readFileSync('docs/account-api.json', 'utf8')) as {
    readonly paths: Readonly<Record<string, object>>;
  };
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/account/v1', '')}`),
    )
    .toSorted();
}

describe('five people of five rights', () => {
  it(
    `get no right from anybody who did not have it, in ${STEPS} steps from seed ${SEED}`,
    async () => {
      const { routes, ...report } = await attacked(STEPS, SEED);
      expect(report).toEqual({ steps: STEPS, found: null });
      // Every route that there is was tried, and all but the listed ones succeeded.
      expect([...routes].filter(([, isDone]) => !isDone).map(([route]) => route)).toEqual(Object.keys(NEVER_DONE));
      expect([...routes.keys()].toSorted()).toEqual(described());
    },
    60_000 + STEPS * 100,
  );

  it.each<[RemovableRule, RegExp]>([
    ['rename', /signs in as (owner|admin) .* nobody gave it that/],
    ['session', /(a session is answered|a link opens the set-up) that is over: .*signed out/],
    // By the link itself, or by a session that came of it.
    ['link', /that is over: withdrawn/],
  ])(
    'find a %s that does what it should not',
    async (fault, words) => {
      const { found } = await attacked(STEPS_TO_FIND, SEED, fault);
      expect(found).toMatch(words);
    },
    60_000 + STEPS_TO_FIND * 100,
  );
});
