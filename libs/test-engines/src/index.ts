import { join } from 'node:path';
import { askDocker, dockerThatAnswers } from './docker-api.ts';
import { findBrowser } from './find-browser.ts';
import { ENGINE_WORDS } from './kinds.ts';
import type { EngineKind, Engines, StartedKind } from './kinds.ts';
import { startEngineProcess } from './orders.ts';
import type { Way } from './orders.ts';
import { claim, noteLeftOut, ownerOf, refuseIfRequired, runFolder, stateOf } from './run.ts';
import type { EngineState } from './run.ts';

export { freshDatabase } from './fresh-database.ts';
export type { FreshDatabase } from './fresh-database.ts';
export type { EngineKind, Engines, StartedKind } from './kinds.ts';
export { privateEngine } from './private-engine.ts';
export type { PrivateEngine, PrivateEngineOptions } from './private-engine.ts';
export { refuseIfRequired, stopRun } from './run.ts';

/** How long the first start of an engine may take, in milliseconds: its image or its jars may have to be fetched. */
export const ENGINE_START_TIMEOUT_MS = 240_000;

/** In which order an engine is looked for after its setting; ENGINES_FROM can say otherwise. */
const ways = (): Way[] => (process.env['ENGINES_FROM'] === 'programs' ? ['programs', 'containers'] : ['containers', 'programs']);

async function started(kind: StartedKind): Promise<EngineState> {
  const folder = join(runFolder(), kind);
  if (claim(folder)) startEngineProcess({ kind, folder, owner: ownerOf(runFolder()), ways: ways() });
  return stateOf(folder, ENGINE_START_TIMEOUT_MS);
}

const withSetting = (variable: string, state: EngineState): EngineState =>
  state.reason === '' ? state : { engine: null, reason: `${variable} is not set; ${state.reason}` };

const FIND: Readonly<Record<EngineKind, () => Promise<EngineState>>> = {
  kafka: async () => {
    const brokers = process.env['KAFKA_BROKERS'];
    if (brokers) return { engine: { brokers: brokers.split(',').map((broker) => broker.trim()) }, reason: '' };
    return withSetting('KAFKA_BROKERS', await started('kafka'));
  },
  postgres: async () => {
    const url = process.env['POSTGRES_URL'];
    return url ? { engine: { url }, reason: '' } : withSetting('POSTGRES_URL', await started('postgres'));
  },
  docker: async () =>
    dockerThatAnswers().then(
      (host) => ({ engine: { host }, reason: '' }),
      (error: unknown) => ({ engine: null, reason: error instanceof Error ? error.message : String(error) }),
    ),
  image: async () => {
    const name = process.env['LUCIQ_IMAGE'];
    if (!name) return { engine: null, reason: 'LUCIQ_IMAGE is not set' };
    const there = await askDocker(`/images/${encodeURIComponent(name)}/json`).catch(() => null);
    return there?.status === 200 ? { engine: { name }, reason: '' } : { engine: null, reason: `Docker has no image ${name}` };
  },
  browser: async () => findBrowser(),
};

/**
 * The engine of this run: the one that the environment names, or one that is started for all specs of the run together.
 * Null if there is none here; under REQUIRE_ENGINES that throws. Specs keep out of each other's way: own topics, own databases.
 */
export async function engine<K extends EngineKind>(kind: K): Promise<Engines[K] | null> {
  const found = await FIND[kind]();
  if (found.engine === null) refuseIfRequired(kind, found.reason);
  return found.engine as Engines[K] | null;
}

/** The test functions as Jest gives them to every spec. Tools use this kit too, and have none. */
type TestFunctions = Pick<typeof import('@jest/globals'), 'describe' | 'it'>;

/** Registers a suite that needs an engine; without it, one visible test that is left out, and a line in the closing report. */
export function describeOn<E extends object>(found: E | null, kind: EngineKind, name: string, suite: (on: E) => void): void {
  const { describe, it } = globalThis as unknown as TestFunctions;
  if (found !== null) {
    describe(name, () => suite(found));
    return;
  }
  noteLeftOut(kind, name);
  const leftOut = it.skip;
  describe(name, () => leftOut(`needs ${ENGINE_WORDS[kind].name}`, () => undefined));
}

/** A name for a topic, group or database that no other spec of any run uses. */
export const freshName = (prefix: string): string => `${prefix}-${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
