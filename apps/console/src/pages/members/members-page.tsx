import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Members. */
export function MembersPage(): ReactNode {
  return <PageHeader title="Members" />;
}
