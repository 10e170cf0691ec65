import { createHash, randomBytes } from 'node:crypto';
import { CannotWork, EXIT } from './ending.ts';
import type { ExitStatus } from './ending.ts';
import { print, printJson } from './output.ts';
import type { GlobalOptions } from './workplace.ts';

/** What a credential can be good for at the account API. */
export const CREDENTIAL_SCOPES = ['companies', 'operations'] as const;

/** Form of a credential's name: neither a dot nor a colon, which part it from what follows. */
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** What kind of credential is wanted. */
export interface CredentialGiven {
  readonly name: string;
  readonly scope: readonly string[];
}

const isScope = (scope: string): boolean => CREDENTIAL_SCOPES.some((known) => known === scope);

/** Prints a credential of the account API, and the entry of LUCIQ_ACCOUNT_CREDENTIALS that makes it good. Nothing is kept. */
export function newCredential(options: GlobalOptions, { name, scope }: CredentialGiven): Promise<ExitStatus> {
  if (!NAME.test(name)) throw new CannotWork('The name must be 1 to 64 of a-z, 0-9 and dashes.', EXIT.wrongUse);
  const scopes = [...new Set(scope)];
  if (scopes.length === 0 || !scopes.every(isScope)) throw new CannotWork(`Say what it is good for: --scope with one or more of ${CREDENTIAL_SCOPES.join(', ')}.`, EXIT.wrongUse);
  const secret = randomBytes(32).toString('base64url');
  const credential = `${name}.${secret}`;
  const entry = `${name}:${scopes.join('+')}:${createHash('sha256').update(secret).digest('hex')}`;
  if (options.json) printJson({ credential, entry });
  else {
    print('The credential, which is not shown again:', '', `  ${credential}`, '');
    print('Add this to LUCIQ_ACCOUNT_CREDENTIALS, with a comma between entries, and start the gateways again:', '', `  ${entry}`);
  }
  return Promise.resolve(EXIT.fine);
}
