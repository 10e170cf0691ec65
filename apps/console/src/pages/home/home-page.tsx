import type { ReactNode } from 'react';
import { Navigate } from 'react-router';
import { useSession } from '../../api/session.ts';
import { Loading } from '../../app/loading.tsx';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { GatePage } from '../../parts/layout/gate-page.tsx';

/** Sends everybody to where they work. */
export function HomePage(): ReactNode {
  const session = useSession();
  if (session.isPending) return <Loading />;
  if (session.data === undefined) {
    return (
      <GatePage title="Luciq provisioning">
        <ErrorState error={session.error} retry={() => void session.refetch()} retrying={session.isFetching} />
      </GatePage>
    );
  }
  if (session.data === null || session.data.isOver) return <Navigate to="/sign-in" replace />;
  if (session.data.company !== null) return <Navigate to={`/companies/${session.data.company.id}`} replace />;
  return <Navigate to="/operations/companies" replace />;
}
