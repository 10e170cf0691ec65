import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Set up SCIM. */
export function GuidePage(): ReactNode {
  return <PageHeader title="Set up SCIM" />;
}
