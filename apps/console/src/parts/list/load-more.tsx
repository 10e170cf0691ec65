import './lists.css';
import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { ErrorState } from '../controls/error-state.tsx';

interface LoadMoreProps {
  /** A list that is read a page at a time. */
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly label?: string;
  /** What stands where the list has come to its end. */
  readonly end: string;
}

/** Reads the next page of a list. Focus is never lost: it stays on the button, or goes to the words that say that this was the end. */
export function LoadMore({ list, label = 'Load more', end }: LoadMoreProps): ReactNode {
  const words = useRef<HTMLParagraphElement>(null);
  const asked = useRef(false);
  const { hasNextPage } = list;
  useEffect(() => {
    if (!hasNextPage && asked.current) words.current?.focus();
    if (!hasNextPage) asked.current = false;
  }, [hasNextPage]);
  const more = (): void => {
    asked.current = true;
    void list.fetchNextPage();
  };
  if (list.isFetchNextPageError)
    return (
      <ErrorState
        error={list.error}
        title="The rest could not be loaded"
        retry={more}
        retrying={list.isFetchingNextPage}
      />
    );
  return (
    <Stack align="center" mt="md">
      {hasNextPage ? (
        <Button variant="default" onClick={more} loading={list.isFetchingNextPage}>
          {label}
        </Button>
      ) : (
        <Text ref={words} tabIndex={-1} size="sm" c="dimmed" className="list-end">
          {end}
        </Text>
      )}
    </Stack>
  );
}
