import type { InfiniteData, UseInfiniteQueryResult, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, request, searchOf } from './client.ts';
import type { Group, GroupsPage, MappingDraft, MappingPreview, MembersPage } from './types.ts';

/** Groups of one page. */
export const GROUPS_PAGE = 50;

/** Members of a group of one page. */
export const GROUP_MEMBERS_PAGE = 100;

/** Groups of a company whose name holds the text, a page at a time. */
export const useGroups = (companyId: string, text: string | null): UseInfiniteQueryResult<InfiniteData<GroupsPage>> =>
  useInfiniteQuery({
    queryKey: ['companies', companyId, 'groups', { text }],
    queryFn: ({ pageParam, signal }) =>
      get<GroupsPage>(
        pathOf('companies', companyId, 'groups') + searchOf({ text, after: pageParam, count: GROUPS_PAGE }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

/** One group with its first members. */
export const useGroup = (companyId: string, groupId: string): UseQueryResult<Group> =>
  useQuery({
    queryKey: ['companies', companyId, 'groups', 'one', groupId],
    queryFn: ({ signal }) => get<Group>(pathOf('companies', companyId, 'groups', groupId), signal),
  });

/** Members of a group, a page at a time. */
export const useGroupMembers = (
  companyId: string,
  groupId: string,
): UseInfiniteQueryResult<InfiniteData<MembersPage>> =>
  useInfiniteQuery({
    queryKey: ['companies', companyId, 'groups', 'one', groupId, 'members'],
    queryFn: ({ pageParam, signal }) =>
      get<MembersPage>(
        pathOf('companies', companyId, 'members') +
          searchOf({ group: groupId, after: pageParam, count: GROUP_MEMBERS_PAGE }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

/** What may be done with the mapping of a group. */
export type MappingChange = { readonly kind: 'set'; readonly mapping: MappingDraft } | { readonly kind: 'remove' };

/** What a change of a mapping would do. Nothing is kept by asking. */
export const usePreviewMapping = (
  companyId: string,
  groupId: string,
): UseMutationResult<MappingPreview, Error, MappingChange> =>
  useMutation({
    mutationFn: (change: MappingChange) =>
      request<MappingPreview>('POST', pathOf('companies', companyId, 'groups', groupId, 'mapping', 'preview'), {
        body: change.kind === 'set' ? change.mapping : { remove: true },
      }),
  });

/** Keeps a mapping, or takes it away. Members may have other access from then on, so that all of the company is read anew. */
export function useChangeMapping(companyId: string, groupId: string): UseMutationResult<unknown, Error, MappingChange> {
  const client = useQueryClient();
  const path = pathOf('companies', companyId, 'groups', groupId, 'mapping');
  return useMutation({
    mutationFn: (change: MappingChange) =>
      change.kind === 'set'
        ? request<unknown>('PUT', path, { body: change.mapping })
        : request<unknown>('DELETE', path),
    onSuccess: () => client.invalidateQueries({ queryKey: ['companies', companyId] }),
  });
}
