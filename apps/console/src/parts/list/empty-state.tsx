import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** What to do so that something is here. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What stands where nothing is yet. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps): ReactNode {
  return (
    <Stack className="empty-state" align="center" gap={6} py={40} px="md">
      {icon && (
        <Text component="span" c="dimmed" aria-hidden lh={1} mb={4}>
          {icon}
        </Text>
      )}
      <Text fw={600}>{title}</Text>
      {children && (
        <Text c="dimmed" size="sm" ta="center" maw="56ch">
          {children}
        </Text>
      )}
      {action && <Group mt="sm">{action}</Group>}
    </Stack>
  );
}
