import { v7 as uuidV7 } from 'uuid';
import type { CommandContext } from '@luciq/domain';

/** Who asks for what, as far as it is known: an id is made where none is given. */
export type CommandOrigin = Pick<CommandContext, 'actor' | 'companyId'> & Partial<Omit<CommandContext, 'now'>>;

/** What a command carries besides its own data, at this moment. A request without an id is known by that of its command. */
export function commandContext({
  commandId = uuidV7(),
  requestId = commandId,
  tokenId = null,
  ...origin
}: CommandOrigin): CommandContext {
  return { ...origin, commandId, requestId, tokenId, now: new Date().toISOString() };
}
