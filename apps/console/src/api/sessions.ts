import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, request } from './client.ts';
import type { IssuedSetupLink, OpenSession, SetupLink } from './types.ts';

/** Who is signed in to a company's console. */
export const useOpenSessions = (companyId: string): UseQueryResult<readonly OpenSession[]> =>
  useQuery({
    queryKey: ['companies', companyId, 'sessions'],
    queryFn: async ({ signal }) =>
      (await get<{ sessions: readonly OpenSession[] }>(pathOf('companies', companyId, 'sessions'), signal)).sessions,
    refetchInterval: 15_000,
  });

/** Signs everybody out, or one member by id; the one who asks is among them. */
export function useEndSessions(companyId: string): UseMutationResult<void, Error, string | null> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string | null) =>
      request<void>('POST', pathOf('companies', companyId, 'sessions', 'end'), {
        body: userId === null ? {} : { userId },
      }),
    // Everything is fetched anew: a console whose own session ended goes to the sign-in page.
    onSuccess: () => client.invalidateQueries(),
  });
}

/** Ends one session. */
export function useEndSession(companyId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<void>('DELETE', pathOf('companies', companyId, 'sessions', id)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId] }),
  });
}

/** Set-up links that were issued of late. */
export const useSetupLinks = (companyId: string): UseQueryResult<readonly SetupLink[]> =>
  useQuery({
    queryKey: ['companies', companyId, 'setup-links'],
    queryFn: async ({ signal }) =>
      (await get<{ links: readonly SetupLink[] }>(pathOf('companies', companyId, 'setup-links'), signal)).links,
  });

/** Issues a link with which someone sets the company up who cannot sign in yet. */
export function useIssueSetupLink(companyId: string): UseMutationResult<IssuedSetupLink, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hours: number) =>
      request<IssuedSetupLink>('POST', pathOf('companies', companyId, 'setup-links'), { body: { hours } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId, 'setup-links'] }),
  });
}

/** Takes a set-up link back. */
export function useWithdrawSetupLink(companyId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (linkId: string) => request<void>('DELETE', pathOf('companies', companyId, 'setup-links', linkId)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId] }),
  });
}
