import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Member. */
export function MemberPage(): ReactNode {
  return <PageHeader title="Member" />;
}
