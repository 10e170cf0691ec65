import type { SpecName } from './specs.ts';

/** What shows that a requirement is met: `<spec>: <title of a test>`, or for one that asks for documentation `<page>: <heading>`. `…` stands for what a test puts in. */
export type Evidence = `${SpecName}: ${string}` | `${string}.md: ${string}`;

/** One requirement of OWASP ASVS 5.0 in our own words, and how this product stands to it. */
export interface SecurityRequirement {
  /** Its number in the standard, such as `3.4.1`. */
  readonly id: string;
  readonly says: string;
  readonly verdict: 'met' | 'not met' | 'n.a.';
  /** Of one that is met only. */
  readonly shown: readonly Evidence[];
  /** Why it is not met or not applicable; of one that is met, what has to be known beside it. */
  readonly remark: string;
}

/** A requirement that tests, or pages, show to be met. */
export const met = (id: string, says: string, shown: readonly Evidence[], remark = ''): SecurityRequirement => ({
  id,
  says,
  verdict: 'met',
  shown,
  remark,
});

/** A requirement that is not met, or not in whole, and why. */
export const notMet = (id: string, says: string, remark: string): SecurityRequirement => ({
  id,
  says,
  verdict: 'not met',
  shown: [],
  remark,
});

/** A requirement about something that this product does not have. */
export const notApplicable = (id: string, says: string, remark: string): SecurityRequirement => ({
  id,
  says,
  verdict: 'n.a.',
  shown: [],
  remark,
});
