import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Link, Navigate, Outlet, useLocation, useParams } from 'react-router';
import { useSession } from '../api/session.ts';
import type { Session } from '../api/types.ts';
import { ErrorState } from '../parts/controls/error-state.tsx';
import { ProductMark } from '../parts/layout/product-mark.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ColourSchemeSwitch } from './colour-scheme-switch.tsx';
import { CompanySwitch } from './company-switch.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Loading } from './loading.tsx';
import { Navigation } from './navigation.tsx';
import { SessionEnded } from './session-ended.tsx';

/** Everything that needs someone signed in stands in this frame. */
export function Shell(): ReactNode {
  const session = useSession();
  const { pathname, search: query } = useLocation();
  const { id } = useParams();
  const [typedAt, setTypedAt] = useState<string | null>(null);
  if (session.isPending) return <Loading />;
  if (session.data === undefined) {
    return <ErrorState error={session.error} retry={() => void session.refetch()} retrying={session.isFetching} />;
  }
  // What was seen goes with the session, unless there is something that was typed.
  if (session.data === null || (session.data.isOver && typedAt !== pathname)) {
    const search = new URLSearchParams({ ...(id === undefined ? {} : { company: id }), returnTo: pathname + query });
    return <Navigate to={pathname.startsWith('/operations') ? '/operator' : `/sign-in?${search.toString()}`} replace />;
  }
  return (
    <>
      <Frame session={session.data} onInput={() => setTypedAt(pathname)} />
      {session.data.isOver && <SessionEnded session={session.data} />}
    </>
  );
}

/** A screen reader hears that another page came: focus goes to where it begins. */
function useFocusOnNavigation(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const seen = useRef(pathname);
  useEffect(() => {
    if (seen.current === pathname) return;
    seen.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return main;
}

function Frame({ session, onInput }: { readonly session: Session; readonly onInput: () => void }): ReactNode {
  const [opened, { toggle, close }] = useDisclosure(false);
  const main = useFocusOnNavigation();
  return (
    <>
      <a className="skip-link" href="#main" onClick={() => main.current?.focus()}>
        Skip to content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header className="shell-header">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={opened ? 'Close the menu' : 'Open the menu'}
            aria-expanded={opened}
          />
          <Link to="/" className="shell-mark" aria-label="Luciq provisioning, start page">
            <ProductMark />
          </Link>
          <span style={{ flex: 1 }} />
          {session.kind === 'operator' && <CompanySwitch />}
          <ColourSchemeSwitch />
          <AccountMenu session={session} />
        </AppShell.Header>
        <AppShell.Navbar className="shell-nav" p="sm">
          <Navigation session={session} onNavigate={close} />
        </AppShell.Navbar>
        <AppShell.Main ref={main} id="main" tabIndex={-1} onInput={onInput}>
          <div className="page">
            <ConnectionBanner />
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
