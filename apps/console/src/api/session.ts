import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, get, rememberCsrf, request } from './client.ts';
import type { Session } from './types.ts';

async function askSession(signal?: AbortSignal): Promise<Session | null> {
  try {
    const session = await get<Session>('/session', signal);
    rememberCsrf(session.csrf);
    return session;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    rememberCsrf(null);
    return null;
  }
}

/** Who uses the console; null if nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => askSession(signal),
  staleTime: 60_000,
});

/** Who uses the console. */
export const useSession = (): UseQueryResult<Session | null> => useQuery(sessionQuery);

/** A new session: what was known for the former one is forgotten. */
export function beginSession(client: QueryClient, session: Session): void {
  client.clear();
  rememberCsrf(session.csrf);
  client.setQueryData(sessionQuery.queryKey, session);
}

/** Opens the session of a set-up link, which is used up by this. */
export function useSetupLink(): UseMutationResult<Session, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (link: string) => request<Session>('POST', '/setup-session', { body: { link } }),
    onSuccess: (session) => beginSession(client, session),
  });
}

/** Signs an operator in with a credential. */
export function useOperatorSignIn(): UseMutationResult<Session, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credential: string) =>
      request<Session>('POST', '/operator-session', { authorization: `Bearer ${credential}` }),
    onSuccess: (session) => beginSession(client, session),
  });
}

/** Ends the session here. */
export function useSignOut(): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', '/session'),
    onSuccess: () => {
      rememberCsrf(null);
      client.clear();
      client.setQueryData(sessionQuery.queryKey, null);
    },
  });
}
