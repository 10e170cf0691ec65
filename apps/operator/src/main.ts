import 'reflect-metadata';
import { CommanderError } from 'commander';
import { DamagedLog } from '@luciq/event-store';
import { WrongEventStoreAddress } from '@luciq/event-store/by-address';
import { EventStoreDbUnusable } from '@luciq/event-store/eventstoredb';
import { DataFolderInUse, EventStoreFileUnusable } from '@luciq/event-store/sqlite';
import { Unrecoverable } from '@luciq/pump';
import { CheckpointBeyondLog } from '@luciq/read-model';
import { engineSentence, isEngineAway } from '@luciq/service';
import { databaseSentence, WrongSetting } from '@luciq/settings';
import { CannotWork, EXIT } from './ending.ts';
import { TooManyLines } from './member-file/member-file.ts';
import { MemberFileUnusable } from './member-file/unusable.ts';
import { printError } from './output.ts';
import { operator } from './program.ts';

/** Errors whose message is a sentence for the operator. */
const KNOWN = [
  CannotWork,
  WrongSetting,
  WrongEventStoreAddress,
  EventStoreDbUnusable,
  EventStoreFileUnusable,
  DataFolderInUse,
  DamagedLog,
  CheckpointBeyondLog,
  Unrecoverable,
  TooManyLines,
  MemberFileUnusable,
] as const;

/** What a person reads about a failure: a sentence where it is a known one, all there is to know otherwise. */
function sentenceFor(error: unknown): string {
  const database = databaseSentence(error);
  if (database !== null) return database;
  const engine = engineSentence(error);
  if (isEngineAway(error))
    return `${engine ?? `${(error as Error).message}.`} Run the command again: it is safe to repeat.`;
  if (engine !== null) return engine;
  const isKnown = KNOWN.some((known) => error instanceof known);
  if (!(error instanceof Error)) return String(error);
  return isKnown || 'code' in error ? error.message : (error.stack ?? error.message);
}

// The reader of the output may stop early, as `head` does.
process.stdout.on('error', () => process.exit());
try {
  await operator().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse;
  } else {
    printError(sentenceFor(error));
    process.exitCode = error instanceof CannotWork ? error.exitStatus : EXIT.foundOrFailed;
  }
}
