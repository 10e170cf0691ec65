import { Center, Loader } from '@mantine/core';
import type { ReactNode } from 'react';

/** While the first page comes. */
export function Loading(): ReactNode {
  return (
    <Center mih="60vh" role="status" aria-label="Loading">
      <Loader size="sm" />
    </Center>
  );
}
