import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Companies. */
export function CompaniesPage(): ReactNode {
  return <PageHeader title="Companies" />;
}
