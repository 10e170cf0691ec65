import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

/** Settings. */
export function SettingsPage(): ReactNode {
  return <PageHeader title="Settings" />;
}
