import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Group. */
export function GroupPage(): ReactNode {
  return <PageHeader title="Group" />;
}
