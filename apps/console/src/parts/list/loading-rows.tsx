import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

/** Grey rows where something is being loaded; said in words for those who do not see them. */
export function LoadingRows({
  rows = 6,
  label = 'Loading',
}: {
  readonly rows?: number;
  readonly label?: string;
}): ReactNode {
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={34} radius="sm" width={`${100 - ((index * 7) % 22)}%`} />
      ))}
    </Stack>
  );
}
