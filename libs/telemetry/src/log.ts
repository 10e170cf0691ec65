import type { DestinationStream } from 'pino';
import { pino } from 'pino';

/**
 * Everything a log line may say. There is no field for a body, a query string, a header, a userName, an error message or
 * a stack, so none can be logged by mistake.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly companyId?: string;
  readonly tokenId?: string;
  /** Which of SECURITY_EVENTS the line tells of. */
  readonly event?: string;
  /** The actor: kind and id, never a name of a person. */
  readonly actorKind?: string;
  readonly actorId?: string;
  /** IP address of the client; on lines of security events only. */
  readonly address?: string;
  readonly method?: string;
  /** The route's pattern, not the path. */
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly position?: string;
  readonly partition?: number;
  readonly attempt?: number;
  readonly retryInMs?: number;
  readonly reason?: string;
  /** Why an engine fails and what to do, in a sentence of ours: nothing that an engine or a client wrote. */
  readonly sentence?: string;
  readonly signal?: string;
  readonly failure?: Failure;
}

/** What a log says of an error: what it is and where it was thrown, not what it says. */
export interface Failure {
  readonly name: string;
  readonly code?: string;
  readonly at?: string;
}

/** One line of JSON a call, on standard error. */
export interface Log {
  info(fields: LogFields, what: string): void;
  warn(fields: LogFields, what: string): void;
  error(fields: LogFields, what: string): void;
}

/** Opens the log; by default standard error, so that standard output stays for people. */
export function openLog(destination: DestinationStream = pino.destination({ fd: 2, sync: true })): Log {
  return pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    destination,
  );
}

/** The loggable part of anything that was thrown. */
export function failure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const [, at] = /\n\s+at (?:.*\()?(?:file:\/\/)?([^()\n]+:\d+:\d+)\)?/.exec(thrown.stack ?? '') ?? [];
  return { name: thrown.name, ...(code === undefined ? {} : { code }), ...(at === undefined ? {} : { at }) };
}
