import type { Actor, CompanyEvent, SamlSettings } from '@luciq/events';
import type { Decision } from '../decider.ts';
import { events, refuse } from '../decider.ts';
import type { CompanyRefusal } from '../refusal.ts';
import type { ConfigureSaml, EnableSaml } from './company-commands.ts';
import type { Company } from './company-state.ts';
import { samlSettings } from './saml-settings.ts';

type CompanyDecision = Decision<CompanyEvent, CompanyRefusal>;

const refused = (refusal: CompanyRefusal): CompanyDecision => refuse<CompanyRefusal>(refusal);

/** Who may say that SAML is set up at Luciq and not here. Anybody else could lock everybody out by it. */
const KNOWS_ELSEWHERE: ReadonlySet<Actor['kind']> = new Set<Actor['kind']>(['operator', 'system']);

/** Decides ConfigureSaml. */
export function configureSaml(company: Company, { configuration }: ConfigureSaml): CompanyDecision {
  const judged = samlSettings(configuration);
  if (judged.kind === 'refused') return judged;
  const { samlConfiguration: old } = company;
  return old && sameSettings(old, judged.settings)
    ? events()
    : events({ type: 'SamlConfigured', data: judged.settings });
}

const sameSettings = (one: SamlSettings, other: SamlSettings): boolean =>
  one.entryPoint === other.entryPoint &&
  one.issuer === other.issuer &&
  one.fingerprint === other.fingerprint &&
  one.certificates.join() === other.certificates.join();

/** Decides EnableSaml. */
export function enableSaml(company: Company, { context, elsewhere }: EnableSaml): CompanyDecision {
  if (company.saml === 'enabled') return events();
  const isElsewhere = elsewhere && KNOWS_ELSEWHERE.has(context.actor.kind);
  if (!isElsewhere && company.samlConfiguration === null) return refused({ kind: 'saml-not-configured' });
  if (!isElsewhere && company.owners.length === 0) return refused({ kind: 'no-owner' });
  return events({ type: 'SamlEnabled', data: {} });
}

/**
 * Decides DisableSaml. What is configured lets people in before it is enabled, so that it has to be forgotten then, too; and tokens that were issued while SCIM was
 * off end with it, since anyone who came in that way may have issued them.
 */
export function disableSaml({ saml, samlConfiguration, scim, tokens }: Company): CompanyDecision {
  if (saml === 'off' && samlConfiguration === null) return events();
  if (scim !== 'off') return refused({ kind: 'scim-not-off' });
  return events(...endOfTokens(tokens), { type: 'SamlDisabled', data: {} });
}

/** Decides EnableScim: only ResumeScim ends a pause. */
export function enableScim({ saml, scim }: Company): CompanyDecision {
  if (scim !== 'off') return events();
  return saml === 'enabled' ? events({ type: 'ScimEnabled', data: {} }) : refused({ kind: 'saml-not-enabled' });
}

/** Decides PauseScim. */
export function pauseScim({ scim }: Company): CompanyDecision {
  if (scim === 'off') return refused({ kind: 'scim-off' });
  return scim === 'paused' ? events() : events({ type: 'ScimPaused', data: {} });
}

/** Decides ResumeScim. */
export function resumeScim({ scim }: Company): CompanyDecision {
  if (scim === 'off') return refused({ kind: 'scim-off' });
  return scim === 'paused' ? events({ type: 'ScimResumed', data: {} }) : events();
}

/** Decides DisableScim. Where it is off already, tokens that were issued for the next time end all the same. */
export function disableScim({ scim, tokens }: Company): CompanyDecision {
  return scim === 'off' ? events(...endOfTokens(tokens)) : events({ type: 'ScimDisabled', data: {} });
}

/** The end of every token, where there is one. */
const endOfTokens = (tokens: Company['tokens']): readonly CompanyEvent[] =>
  tokens.size === 0 ? [] : [{ type: 'ScimDisabled', data: {} }];
