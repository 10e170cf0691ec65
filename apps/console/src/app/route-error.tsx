import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useRouteError } from 'react-router';
import { ErrorState } from '../parts/controls/error-state.tsx';

/** What is shown when a page itself breaks. */
export function RouteError(): ReactNode {
  const error = useRouteError();
  return (
    <Stack maw={640} mx="auto" p="lg" gap="md">
      <ErrorState error={error} title="This page stopped" />
      <Group>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
        <Button variant="default" component={Link} to="/">
          Go to the start page
        </Button>
      </Group>
    </Stack>
  );
}
