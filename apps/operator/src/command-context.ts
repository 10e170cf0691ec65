import { userInfo } from 'node:os';
import { v7 as uuidV7 } from 'uuid';
import type { CommandContext } from '@luciq/domain';
import { commandContext } from '@luciq/provisioning';

/** User name of the person who runs the command; its number where the system has no name for it, as in some containers. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Contexts for commands of one run: all have one request id, so that an audit tells which run changed something. */
export function commandContexts(companyId: string, requestId = uuidV7()): () => CommandContext {
  const operator = operatorName();
  return () => commandContext({ companyId, requestId, actor: { kind: 'operator', id: operator } });
}
