import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, pathOf } from './client.ts';
import type { CompanyChangeEntry, SignInPage } from './types.ts';

/** Who came into a company's console and who did not, the newest first. */
export const useSignIns = (companyId: string): UseInfiniteQueryResult<InfiniteData<SignInPage>> =>
  useInfiniteQuery({
    queryKey: ['companies', companyId, 'sign-ins'],
    queryFn: ({ pageParam, signal }) =>
      get<SignInPage>(
        `${pathOf('companies', companyId, 'security', 'sign-ins')}?count=20${pageParam === null ? '' : `&before=${pageParam}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

/** What was changed of a company, the newest first. */
export const useCompanyChanges = (companyId: string): UseQueryResult<readonly CompanyChangeEntry[]> =>
  useQuery({
    queryKey: ['companies', companyId, 'changes'],
    queryFn: async ({ signal }) =>
      (
        await get<{ changes: readonly CompanyChangeEntry[] }>(
          pathOf('companies', companyId, 'security', 'changes'),
          signal,
        )
      ).changes,
  });
