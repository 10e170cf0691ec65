import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Filters kept in the address, so that a list can be linked to and found again by going back. */
export interface Filters {
  readonly read: (name: string) => string | null;
  readonly set: (name: string, value: string | null) => void;
  readonly clear: () => void;
  readonly any: boolean;
}

/** The filters of this page. Changing one replaces the entry of the history: going back leaves the page, not the filter. */
export function useFilters(): Filters {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (name: string, value: string | null) =>
      setSearch(
        (former) => {
          const next = new URLSearchParams(former);
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return { read: (name) => search.get(name), set, clear: () => setSearch({}, { replace: true }), any: search.size > 0 };
}
