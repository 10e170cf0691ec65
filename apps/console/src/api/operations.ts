import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, request } from './client.ts';
import type { Operations } from './types.ts';

/** How often the state is looked at, in milliseconds. */
export const OPERATIONS_EVERY_MS = 4_000;
/** How often it is while the rows are being rebuilt, in milliseconds. */
export const REBUILD_EVERY_MS = 1_000;

const KEY = ['operations'];

/** How pumps, parked companies and the rebuild are; keeps itself up to date. */
export const useOperations = (): UseQueryResult<Operations> =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<Operations>('/operations', signal),
    refetchInterval: ({ state }) => (state.data?.rebuild.state === 'running' ? REBUILD_EVERY_MS : OPERATIONS_EVERY_MS),
  });

function useStep<Input>(path: (input: Input) => string): UseMutationResult<void, Error, Input> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => request<void>('POST', path(input)),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: KEY }),
        client.invalidateQueries({ queryKey: ['company-list'] }),
      ]);
    },
  });
}

/** Lets the records of a parked company go on. */
export const useResumeCompany = (): UseMutationResult<void, Error, string> =>
  useStep((companyId: string) => pathOf('operations', 'parked', companyId, 'resume'));

/** Has all rows written anew from the log. */
export const useStartRebuild = (): UseMutationResult<void, Error, void> => useStep(() => '/operations/rebuild');
