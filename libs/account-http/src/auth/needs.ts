import { SetMetadata } from '@nestjs/common';

/**
 * What a route asks of its caller:
 * - `nobody`: open to all.
 * - `session`: any session.
 * - `company`: an owner or administrator of `:companyId`, an operator, or a credential with the scope `companies`.
 * - `company-setup`: the same, and the session of a set-up link of that company.
 * - `owner`: as `company`, but of the members owners alone: for what leads to ownership, who may sign in, and who did what.
 * - `owner-setup`: the same, and the session of a set-up link of that company.
 * - `companies`: an operator, or a credential with the scope `companies`.
 * - `operations`: an operator, or a credential with the scope `operations`.
 */
export type Need =
  'nobody' | 'session' | 'company' | 'company-setup' | 'owner' | 'owner-setup' | 'companies' | 'operations';

/** Metadata key of Needs. */
export const NEEDS = 'luciq:needs';

/** Declares what a route asks of its caller. A route without it answers nobody. */
export const Needs = (need: Need): MethodDecorator => SetMetadata(NEEDS, need);
