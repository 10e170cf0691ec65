import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Groups. */
export function GroupsPage(): ReactNode {
  return <PageHeader title="Groups" />;
}
