import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Activity. */
export function ActivityPage(): ReactNode {
  return <PageHeader title="Activity" />;
}
