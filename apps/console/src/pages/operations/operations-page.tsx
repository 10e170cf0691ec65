import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Operations. */
export function OperationsPage(): ReactNode {
  return <PageHeader title="Operations" />;
}
