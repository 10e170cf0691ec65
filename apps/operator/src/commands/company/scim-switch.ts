import type { Company } from '@luciq/domain';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { print, printJson } from '../../output.ts';
import { changeCompany } from './change-company.ts';

/** What can be done to the SCIM of a company. */
export const SCIM_SWITCHES = {
  enable: 'EnableScim',
  pause: 'PauseScim',
  resume: 'ResumeScim',
  disable: 'DisableScim',
} as const;

const WORDS: Readonly<Record<Company['scim'], string>> = {
  enabled: 'SCIM is enabled: requests are answered.',
  paused: 'SCIM is paused: reads are answered, writes are held back. Go on with: operator company scim resume.',
  off: 'SCIM is off: every request is refused, and every token it had is revoked. Enabling it again needs a new one: operator token issue.',
};

/** Enables, pauses, resumes or disables the SCIM of a company. */
export async function switchScim(options: GlobalOptions, to: keyof typeof SCIM_SWITCHES): Promise<ExitStatus> {
  const { id, company, changed } = await changeCompany(options, (context) => ({ type: SCIM_SWITCHES[to], context }));
  if (options.json) printJson({ company: id, scim: company.scim, changed });
  else print(`${id}: ${WORDS[company.scim]}${changed ? '' : ' It was before.'}`);
  return EXIT.fine;
}
