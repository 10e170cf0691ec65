import { CREDENTIAL_NAME, isScope, newCredential, SCOPES } from '@luciq/access';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { print, printJson } from '../../output.ts';

/** What kind of credential is wanted. */
export interface CredentialGiven {
  readonly name: string;
  readonly scope: readonly string[];
}

/** Prints a credential of the account API, and the entry of LUCIQ_ACCOUNT_CREDENTIALS that makes it good. Nothing is kept. */
export function printCredential(options: GlobalOptions, { name, scope }: CredentialGiven): Promise<ExitStatus> {
  if (!CREDENTIAL_NAME.test(name))
    throw new CannotWork('The name must be 1 to 64 of a-z, 0-9 and dashes.', EXIT.wrongUse);
  const scopes = [...new Set(scope)];
  if (scopes.length === 0 || !scopes.every(isScope))
    throw new CannotWork(`Say what it is good for: --scope with one or more of ${SCOPES.join(', ')}.`, EXIT.wrongUse);
  const { credential, entry } = newCredential(name, scopes);
  if (options.json) printJson({ credential, entry });
  else {
    print('The credential, which is not shown again:', '', `  ${credential}`, '');
    print(
      'Add this to LUCIQ_ACCOUNT_CREDENTIALS, with a comma between entries, and start the gateways again:',
      '',
      `  ${entry}`,
    );
  }
  return Promise.resolve(EXIT.fine);
}
