import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, pathOf, searchOf } from './client.ts';
import type { Member, MembersPage, Namesakes, TimelinePage } from './types.ts';

/** Members of one page. */
export const MEMBERS_PAGE = 50;
/** Events of one page of a timeline. */
export const TIMELINE_PAGE = 20;

/** What a list of members is narrowed to; an absent one narrows nothing. */
export interface MemberFilters {
  readonly text: string | null;
  readonly state: 'active' | 'inactive' | null;
  readonly role: string | null;
  readonly application: string | null;
}

/** Members of a company that match, a page at a time. */
export const useMembers = (
  companyId: string,
  filters: MemberFilters,
): UseInfiniteQueryResult<InfiniteData<MembersPage>> =>
  useInfiniteQuery({
    queryKey: ['companies', companyId, 'members', filters],
    queryFn: ({ pageParam, signal }) =>
      get<MembersPage>(
        pathOf('companies', companyId, 'members') + searchOf({ ...filters, after: pageParam, count: MEMBERS_PAGE }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

/** One member with access and the reasons for it. */
export const useMember = (companyId: string, userId: string): UseQueryResult<Member> =>
  useQuery({
    queryKey: ['companies', companyId, 'members', 'one', userId],
    queryFn: ({ signal }) => get<Member>(pathOf('companies', companyId, 'members', userId), signal),
  });

/** Everyone who has a name or had it; asks nothing without a name. */
export const useNamesakes = (companyId: string, name: string | null): UseQueryResult<Namesakes> =>
  useQuery({
    queryKey: ['companies', companyId, 'members', 'by-name', name],
    queryFn: ({ signal }) =>
      get<Namesakes>(pathOf('companies', companyId, 'members', 'by-name') + searchOf({ name }), signal),
    enabled: name !== null && name !== '',
  });

/** The events of a member, newest first, a page at a time. */
export const useTimeline = (companyId: string, userId: string): UseInfiniteQueryResult<InfiniteData<TimelinePage>> =>
  useInfiniteQuery({
    queryKey: ['companies', companyId, 'members', 'one', userId, 'timeline'],
    queryFn: ({ pageParam, signal }) =>
      get<TimelinePage>(
        pathOf('companies', companyId, 'members', userId, 'timeline') +
          searchOf({ after: pageParam, count: TIMELINE_PAGE }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
