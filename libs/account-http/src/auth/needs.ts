import { SetMetadata } from '@nestjs/common';

/**
 * What a route asks of its caller:
 * - `nobody`: open to all.
 * - `session`: any session.
 * - `company`: an owner or administrator of `:companyId`, an operator, or a credential with the scope `companies`.
 * - `company-setup`: the same, and whoever opened a set-up link of that company.
 * - `companies`: an operator, or a credential with the scope `companies`.
 * - `operations`: an operator, or a credential with the scope `operations`.
 */
export type Need = 'nobody' | 'session' | 'company' | 'company-setup' | 'companies' | 'operations';

/** Metadata key of Needs. */
export const NEEDS = 'luciq:needs';

/** Declares what a route asks of its caller. A route without it answers nobody. */
export const Needs = (need: Need): MethodDecorator => SetMetadata(NEEDS, need);
