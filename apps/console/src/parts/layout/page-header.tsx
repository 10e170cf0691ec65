import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface PageHeaderProps {
  /** The heading, and the title of the browser's tab. */
  readonly title: string;
  /** What stands in the heading if it is more than the title. */
  readonly heading?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
}

/** The head of a page: where it is, what it is for, what can be done with the whole of it. */
export function PageHeader({ title, heading, description, actions, back }: PageHeaderProps): ReactNode {
  return (
    <Stack gap={6} mb="lg" component="header">
      <title>{`${title} · Luciq provisioning`}</title>
      {back && (
        <Anchor component={Link} to={back.to} size="sm">
          <Group gap={4} component="span" display="inline-flex">
            <IconArrowLeft size={14} aria-hidden />
            {back.label}
          </Group>
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Title order={1} className="page-title">
          {heading ?? title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {description && (
        <Text c="dimmed" maw="72ch">
          {description}
        </Text>
      )}
    </Stack>
  );
}
