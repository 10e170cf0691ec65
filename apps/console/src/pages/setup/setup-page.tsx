import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Set up. */
export function SetupPage(): ReactNode {
  return <PageHeader title="Set up" />;
}
