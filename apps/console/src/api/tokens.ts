import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, request } from './client.ts';
import type { IssuedToken, RefusedHour, TokenList } from './types.ts';

/** The tokens of a company. Fetched again and again, because their last use changes. */
export const useTokens = (companyId: string): UseQueryResult<TokenList> =>
  useQuery({
    queryKey: ['companies', companyId, 'tokens'],
    queryFn: ({ signal }) => get<TokenList>(pathOf('companies', companyId, 'tokens'), signal),
    refetchInterval: 15_000,
  });

/** Requests that were refused for a token of the company in the last days, by token, reason and hour. */
export const useRefused = (companyId: string): UseQueryResult<readonly RefusedHour[]> =>
  useQuery({
    queryKey: ['companies', companyId, 'tokens', 'refused'],
    queryFn: async ({ signal }) =>
      (await get<{ refused: readonly RefusedHour[] }>(pathOf('companies', companyId, 'tokens', 'refused'), signal))
        .refused,
    refetchInterval: 15_000,
  });

/** What a new token is for, and how long it lives. */
export interface TokenInput {
  readonly label?: string;
  readonly expiresInDays?: number | null;
}

/** Issues a token. Its secret is in the answer and nowhere else. */
export function useIssueToken(companyId: string): UseMutationResult<IssuedToken, Error, TokenInput> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: TokenInput) => request<IssuedToken>('POST', pathOf('companies', companyId, 'tokens'), { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId] }),
  });
}

/** Makes a member's token the company's own. */
export function useHandOverToken(companyId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tokenId: string) =>
      request<void>('POST', pathOf('companies', companyId, 'tokens', tokenId, 'hand-over')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId] }),
  });
}

/** Ends a token at once. */
export function useRevokeToken(companyId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tokenId: string) => request<void>('DELETE', pathOf('companies', companyId, 'tokens', tokenId)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId] }),
  });
}
