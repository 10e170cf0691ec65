import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Tokens. */
export function TokensPage(): ReactNode {
  return <PageHeader title="Tokens" />;
}
