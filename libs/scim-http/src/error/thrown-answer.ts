import { EngineError } from '@luciq/service';
import { Answered, ourFault, tryLater } from './answer.ts';
import type { ErrorAnswer } from './answer.ts';
import { ENGINE_RETRY_AFTER_SECONDS } from '../limits.ts';

const TRY_LATER = 429;

/** True for what is answered 429: it passes, and nothing is wrong with the request. */
export const isPassing = (thrown: unknown): boolean =>
  thrown instanceof Answered ? thrown.answer.status === TRY_LATER : thrown instanceof EngineError;

/** The answer to something thrown on our side of the router. */
export function thrownAnswer(thrown: unknown, requestId: string): ErrorAnswer {
  if (thrown instanceof Answered) return thrown.answer;
  return thrown instanceof EngineError ? tryLater(ENGINE_RETRY_AFTER_SECONDS, thrown.trouble === 'contended' ? 'busy' : 'engine') : ourFault(requestId);
}
