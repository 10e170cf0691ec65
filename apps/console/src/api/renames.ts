import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, request } from './client.ts';
import type { Rename, RenameList } from './types.ts';

const renamesKey = (companyId: string): readonly string[] => ['companies', companyId, 'renames'];

/** Renames of owners and admins that wait to be confirmed. */
export const useRenames = (companyId: string): UseQueryResult<RenameList> =>
  useQuery({
    queryKey: renamesKey(companyId),
    queryFn: ({ signal }) => get<RenameList>(pathOf('companies', companyId, 'renames'), signal),
  });

/** Lets the new name of a member sign in, as it was shown. */
export function useConfirmRename(companyId: string): UseMutationResult<void, Error, Rename> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, userName }: Rename) =>
      request<void>('POST', pathOf('companies', companyId, 'renames', userId, 'confirm'), { body: { userName } }),
    onSettled: () => client.invalidateQueries({ queryKey: renamesKey(companyId) }),
  });
}
