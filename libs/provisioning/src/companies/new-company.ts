import type { CommandContext, CompanyCommand } from '@luciq/domain';

/** What members of a new company have where nothing else is said. */
export const NEW_COMPANY_DEFAULTS = { role: 'member', applications: [] as readonly string[] } as const;

/** Makes a company known. */
export const registerCommand = (
  context: CommandContext,
  { name, applications = [] }: { readonly name: string; readonly applications?: readonly string[] },
): CompanyCommand => ({ type: 'RegisterCompany', context, name, applications, defaults: NEW_COMPANY_DEFAULTS });

/** Enables what a registered company needs for its SCIM requests to be answered, in order; SAML as Luciq has it already. */
export const enableCommands = (context: () => CommandContext): readonly CompanyCommand[] => [
  { type: 'EnableSaml', context: context(), elsewhere: true },
  { type: 'EnableScim', context: context() },
];
