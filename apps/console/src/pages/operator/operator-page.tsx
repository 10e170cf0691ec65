import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Operators. */
export function OperatorPage(): ReactNode {
  return <PageHeader title="Operators" />;
}
