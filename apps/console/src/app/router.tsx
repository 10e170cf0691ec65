import type { RouteObject } from 'react-router';
import { createBrowserRouter } from 'react-router';
import { HomePage } from '../pages/home/home-page.tsx';
import type { LoadedPage, Pages } from './load-page.ts';
import { loadPage } from './load-page.ts';
import { Loading } from './loading.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { RouteError } from './route-error.tsx';
import { Shell } from './shell.tsx';

/** A page of a file of its own. Where a newer build took that away, the tab goes on at the address that it was on the way to. */
const page =
  <Name extends string>(load: () => Promise<Pages<Name>>, name: Name): (() => Promise<LoadedPage>) =>
  () =>
    loadPage(load, {
      name,
      address: () => router.createHref(router.state.navigation.location ?? router.state.location),
    });

/** Pages about a company; each is loaded when it is first looked at. */
const COMPANY: RouteObject[] = [
  { index: true, lazy: page(() => import('../pages/guide/guide-page.tsx'), 'GuidePage') },
  { path: 'members', lazy: page(() => import('../pages/members/members-page.tsx'), 'MembersPage') },
  { path: 'members/:userId', lazy: page(() => import('../pages/members/member-page.tsx'), 'MemberPage') },
  { path: 'groups', lazy: page(() => import('../pages/groups/groups-page.tsx'), 'GroupsPage') },
  { path: 'groups/:groupId', lazy: page(() => import('../pages/groups/group-page.tsx'), 'GroupPage') },
  { path: 'activity', lazy: page(() => import('../pages/activity/activity-page.tsx'), 'ActivityPage') },
  { path: 'tokens', lazy: page(() => import('../pages/tokens/tokens-page.tsx'), 'TokensPage') },
  { path: 'settings', lazy: page(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage') },
];

const OPERATIONS: RouteObject[] = [
  { index: true, lazy: page(() => import('../pages/operations/operations-page.tsx'), 'OperationsPage') },
  { path: 'companies', lazy: page(() => import('../pages/operations/companies-page.tsx'), 'CompaniesPage') },
];

const ROUTES: RouteObject[] = [
  {
    ErrorBoundary: RouteError,
    HydrateFallback: Loading,
    children: [
      { path: '/', Component: HomePage },
      { path: '/setup', lazy: page(() => import('../pages/setup/setup-page.tsx'), 'SetupPage') },
      { path: '/sign-in', lazy: page(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage') },
      { path: '/operator', lazy: page(() => import('../pages/operator/operator-page.tsx'), 'OperatorPage') },
      {
        Component: Shell,
        children: [
          {
            ErrorBoundary: RouteError,
            children: [
              { path: '/companies/:id', children: COMPANY },
              { path: '/operations', children: OPERATIONS },
            ],
          },
        ],
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
];

/** The addresses of the console. */
export const router = createBrowserRouter(ROUTES, { basename: '/console' });
