import type { RouteObject } from 'react-router';
import { createBrowserRouter } from 'react-router';
import { HomePage } from '../pages/home/home-page.tsx';
import { Loading } from './loading.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { RouteError } from './route-error.tsx';
import { Shell } from './shell.tsx';

/** Pages about a company; each is loaded when it is first looked at. */
const COMPANY: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('../pages/guide/guide-page.tsx')).GuidePage }) },
  {
    path: 'members',
    lazy: async () => ({ Component: (await import('../pages/members/members-page.tsx')).MembersPage }),
  },
  {
    path: 'members/:userId',
    lazy: async () => ({ Component: (await import('../pages/members/member-page.tsx')).MemberPage }),
  },
  { path: 'groups', lazy: async () => ({ Component: (await import('../pages/groups/groups-page.tsx')).GroupsPage }) },
  {
    path: 'groups/:groupId',
    lazy: async () => ({ Component: (await import('../pages/groups/group-page.tsx')).GroupPage }),
  },
  {
    path: 'activity',
    lazy: async () => ({ Component: (await import('../pages/activity/activity-page.tsx')).ActivityPage }),
  },
  { path: 'tokens', lazy: async () => ({ Component: (await import('../pages/tokens/tokens-page.tsx')).TokensPage }) },
  {
    path: 'settings',
    lazy: async () => ({ Component: (await import('../pages/settings/settings-page.tsx')).SettingsPage }),
  },
];

const OPERATIONS: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import('../pages/operations/operations-page.tsx')).OperationsPage }),
  },
  {
    path: 'companies',
    lazy: async () => ({ Component: (await import('../pages/operations/companies-page.tsx')).CompaniesPage }),
  },
];

const ROUTES: RouteObject[] = [
  {
    ErrorBoundary: RouteError,
    HydrateFallback: Loading,
    children: [
      { path: '/', Component: HomePage },
      { path: '/setup', lazy: async () => ({ Component: (await import('../pages/setup/setup-page.tsx')).SetupPage }) },
      {
        path: '/sign-in',
        lazy: async () => ({ Component: (await import('../pages/sign-in/sign-in-page.tsx')).SignInPage }),
      },
      {
        path: '/operator',
        lazy: async () => ({ Component: (await import('../pages/operator/operator-page.tsx')).OperatorPage }),
      },
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
export const newRouter = (): ReturnType<typeof createBrowserRouter> =>
  createBrowserRouter(ROUTES, { basename: '/console' });
