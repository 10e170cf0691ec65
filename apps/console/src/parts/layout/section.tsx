import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own, set off by a line. */
export function Section({ title, description, actions, children }: SectionProps): ReactNode {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" mb={description ? 4 : 'sm'} gap="sm">
        <Title order={2} id={id}>
          {title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {description && (
        <Text c="dimmed" size="sm" mb="md" maw="72ch">
          {description}
        </Text>
      )}
      <Stack gap="md">{children}</Stack>
    </section>
  );
}
