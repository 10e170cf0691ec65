import type { InfiniteData, QueryClient, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, searchOf } from './client.ts';
import type { ActivityEntry, ActivityOutcome, ActivityPage, CausedEvents } from './types.ts';

/** Entries of one page. */
export const ACTIVITY_PAGE = 50;
/** How often the list looks for newer entries, in milliseconds. */
export const ACTIVITY_EVERY_MS = 4_000;

const keyOf = (companyId: string, outcome: ActivityOutcome | null): readonly unknown[] => [
  'companies',
  companyId,
  'activity',
  { outcome },
];

const ask = (
  companyId: string,
  outcome: ActivityOutcome | null,
  before: string | null,
  signal: AbortSignal,
): Promise<ActivityPage> =>
  get<ActivityPage>(
    pathOf('companies', companyId, 'activity') + searchOf({ outcome, before, count: ACTIVITY_PAGE }),
    signal,
  );

/** Requests of a company, newest first, a page at a time. It does not change by itself: that is what `useNewest` is for. */
export const useActivity = (
  companyId: string,
  outcome: ActivityOutcome | null,
): UseInfiniteQueryResult<InfiniteData<ActivityPage>> =>
  useInfiniteQuery({
    queryKey: keyOf(companyId, outcome),
    queryFn: ({ pageParam, signal }) => ask(companyId, outcome, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchOnMount: 'always',
  });

/** The newest page, fetched again and again beside the list, so that the list itself stays where it is. */
export const useNewest = (
  companyId: string,
  outcome: ActivityOutcome | null,
  live: boolean,
): UseQueryResult<ActivityPage> =>
  useQuery({
    queryKey: ['companies', companyId, 'newest-activity', { outcome }],
    queryFn: ({ signal }) => ask(companyId, outcome, null, signal),
    refetchInterval: live ? ACTIVITY_EVERY_MS : false,
    enabled: live,
  });

/** Puts newer entries on top of the list; reads it from its beginning where some may be missing between. */
export function useShowNewer(
  companyId: string,
  outcome: ActivityOutcome | null,
): (newer: readonly ActivityEntry[], gap: boolean) => void {
  const client = useQueryClient();
  return (newer, gap) => {
    if (gap) void client.resetQueries({ queryKey: keyOf(companyId, outcome) });
    else prepend(client, keyOf(companyId, outcome), newer);
  };
}

function prepend(client: QueryClient, queryKey: readonly unknown[], newer: readonly ActivityEntry[]): void {
  client.setQueryData<InfiniteData<ActivityPage>>(queryKey, (held) => {
    const [first, ...rest] = held?.pages ?? [];
    return held === undefined || first === undefined
      ? held
      : { ...held, pages: [{ ...first, entries: [...newer, ...first.entries] }, ...rest] };
  });
}

/** The events that one request caused. */
export const useCausedEvents = (companyId: string, entryId: string): UseQueryResult<CausedEvents> =>
  useQuery({
    queryKey: ['companies', companyId, 'activity', 'events', entryId],
    queryFn: ({ signal }) => get<CausedEvents>(pathOf('companies', companyId, 'activity', entryId, 'events'), signal),
    staleTime: 60_000,
  });
