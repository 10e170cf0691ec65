import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, get, rememberCsrf, request } from './client.ts';
import type { Session } from './types.ts';

/** A session as this page knows it. One that ended while the page was open is over: what was typed under it is kept until its person is back. */
export type KnownSession = Session & { readonly isOver: boolean };

const SESSION_KEY = ['session'] as const;

const isSamePerson = (one: Session, other: Session): boolean =>
  one.kind === other.kind && one.company?.id === other.company?.id && one.member?.id === other.member?.id;

async function askSession(client: QueryClient, signal: AbortSignal): Promise<KnownSession | null> {
  const known = client.getQueryData<KnownSession | null>(SESSION_KEY) ?? null;
  try {
    const session = await get<Session>('/session', signal);
    rememberCsrf(session.csrf);
    // Nobody goes on with what another person was shown.
    if (known?.isOver && !isSamePerson(known, session)) window.location.reload();
    return { ...session, isOver: false };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    rememberCsrf(null);
    return known && { ...known, isOver: true };
  }
}

/** Who uses the console; null if nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ client, signal }) => askSession(client, signal),
  staleTime: 60_000,
});

/** Who uses the console. */
export const useSession = (): UseQueryResult<KnownSession | null> => useQuery(sessionQuery);

/** A new session: what was known for the former one is forgotten. */
export function beginSession(client: QueryClient, session: Session): void {
  client.clear();
  rememberCsrf(session.csrf);
  client.setQueryData<KnownSession>(SESSION_KEY, { ...session, isOver: false });
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

/** Ends the session here; the caller then loads another page, so that nothing of it is left in this one. */
export const useSignOut = (): UseMutationResult<void, Error, void> =>
  useMutation({ mutationFn: () => request<void>('DELETE', '/session') });
