import { DamagedLog, EventStoreContended, EventStoreUnavailable } from '@luciq/event-store';
import { GatewayStoreUnavailable } from '@luciq/gateway-store';
import { GenerationOfOtherBuild, ReadModelUnavailable } from '@luciq/read-model';
import { Answered, ourFault, tryLater } from './answer.ts';
import type { ErrorAnswer } from './answer.ts';
import { ENGINE_RETRY_AFTER_SECONDS } from '../limits.ts';

/**
 * Trouble that is ours and passes: an engine is away, this gateway is about to be replaced by a newer build, or the log has to be put back by an operator, until
 * when the client keeps its work.
 */
const PASSING = [EventStoreUnavailable, DamagedLog, ReadModelUnavailable, GatewayStoreUnavailable, GenerationOfOtherBuild] as const;

const TRY_LATER = 429;

/** True for what is answered 429: it passes, and nothing is wrong with the request. */
export const isPassing = (thrown: unknown): boolean =>
  thrown instanceof Answered ? thrown.answer.status === TRY_LATER : PASSING.some((passing) => thrown instanceof passing);

/** The answer to something thrown on our side of the router. */
export function thrownAnswer(thrown: unknown, requestId: string): ErrorAnswer {
  if (thrown instanceof Answered) return thrown.answer;
  return isPassing(thrown) ? tryLater(ENGINE_RETRY_AFTER_SECONDS, thrown instanceof EventStoreContended ? 'busy' : 'engine') : ourFault(requestId);
}
