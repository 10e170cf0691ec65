import { join } from 'node:path';
import { findBrowser } from './find-browser.ts';
import { findPython } from './find-python.ts';
import type { EngineKind, Engines, Found, StartedKind } from './kinds.ts';
import { HOW_TO_GET } from './kinds.ts';
import { recordLeftOut, refuseIfRequired } from './left-out.ts';
import { claim, publish, published, runFolder } from './run.ts';
import { startEngine } from './start.ts';

export { freshDatabase } from './fresh-database.ts';
export type { FreshDatabase } from './fresh-database.ts';
export type { EngineKind, Engines, StartedKind } from './kinds.ts';
export { refuseIfRequired } from './left-out.ts';
export { privateEngine } from './private-engine.ts';
export type { PrivateEngine, PrivateEngineOptions } from './private-engine.ts';

/** How long the first start of an engine may take, in milliseconds: its image or its jars may have to be fetched. */
export const ENGINE_START_TIMEOUT_MS = 240_000;

/** The engine that all specs of the run share: the first that asks starts it, the others wait for it. */
async function sharedEngine(kind: StartedKind): Promise<Found> {
  const folder = join(runFolder(), kind);
  if (!claim(folder)) return published(folder, ENGINE_START_TIMEOUT_MS);
  const running = await startEngine(
    kind,
    folder,
    process.env['ENGINES_FROM'] === 'programs' ? ['programs', 'containers'] : ['containers', 'programs'],
  );
  const found =
    typeof running === 'string' ? { engine: null, reason: running } : { engine: running.engine, reason: '' };
  publish(folder, found);
  return found;
}

async function namedOrShared(
  variable: string,
  kind: StartedKind,
  engineOf: (setting: string) => Engines[StartedKind],
): Promise<Found> {
  const setting = process.env[variable];
  if (setting) return { engine: engineOf(setting), reason: '' };
  const { engine: shared, reason } = await sharedEngine(kind);
  return { engine: shared, reason: reason === '' ? '' : `${variable} is not set; ${reason}` };
}

async function findImage(): Promise<Found> {
  const name = process.env['LUCIQ_IMAGE'];
  if (!name) return { engine: null, reason: 'LUCIQ_IMAGE is not set' };
  const { hasImage } = await import('./containers/container.ts');
  const exists = await hasImage(name).catch(() => false);
  return exists ? { engine: { name }, reason: '' } : { engine: null, reason: `Docker has no image ${name}` };
}

const FIND: Readonly<Record<keyof Engines, () => Promise<Found>>> = {
  kafka: () =>
    namedOrShared('KAFKA_BROKERS', 'kafka', (setting) => ({
      brokers: setting.split(',').map((broker) => broker.trim()),
    })),
  postgres: () => namedOrShared('POSTGRES_URL', 'postgres', (url) => ({ url })),
  image: findImage,
  browser: async () => findBrowser(),
  python: async () => findPython(),
};

/**
 * The engine of this run: the one that the environment names, or one that is started for all specs of the run together.
 * Null if there is none here; under REQUIRE_ENGINES that throws. Specs keep out of each other's way: own topics, own databases.
 */
export async function engine<K extends keyof Engines>(kind: K): Promise<Engines[K] | null> {
  const found = await FIND[kind]();
  if (found.engine === null) refuseIfRequired(kind, found.reason);
  return found.engine as Engines[K] | null;
}

/** The test functions as Jest gives them to every spec. Tools use this kit too, and have none. */
type TestFunctions = Pick<typeof import('@jest/globals'), 'describe' | 'it'>;

/** Registers a suite that needs an engine; without it, one visible test that is left out, and a line in the closing report. */
export function describeOn<E extends object>(
  found: E | null,
  kind: EngineKind,
  name: string,
  suite: (on: E) => void,
): void {
  const { describe, it } = globalThis as unknown as TestFunctions;
  if (found !== null) {
    describe(name, () => suite(found));
    return;
  }
  recordLeftOut(kind, name);
  const skipped = it.skip;
  describe(name, () => skipped(`needs ${HOW_TO_GET[kind].name}`, () => undefined));
}

/** A name for a topic, group or database that no other spec of any run uses. */
export const freshName = (prefix: string): string =>
  `${prefix}-${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
