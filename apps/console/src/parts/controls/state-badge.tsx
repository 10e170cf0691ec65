import type { ReactNode } from 'react';

/** How a state is to be taken. Never by colour alone: the word stands beside it. */
export type Tone = 'good' | 'waiting' | 'bad' | 'quiet';

/** A state in a word, with a dot in its tone. */
export function StateBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`state state-${tone}`}>{children}</span>;
}

const SCIM = { off: ['quiet', 'Off'], enabled: ['good', 'Enabled'], paused: ['waiting', 'Paused'] } as const;
const SAML = {
  off: ['quiet', 'Off'],
  configured: ['waiting', 'Configured, not enabled'],
  enabled: ['good', 'Enabled'],
} as const;

/** SCIM of a company. */
export function ScimState({ state }: { readonly state: keyof typeof SCIM }): ReactNode {
  const [tone, word] = SCIM[state];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}

/** SAML of a company. */
export function SamlState({ state }: { readonly state: keyof typeof SAML }): ReactNode {
  const [tone, word] = SAML[state];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}
