import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sentenceOf } from '../text/sentence-of.ts';

interface ErrorStateProps {
  readonly error: unknown;
  /** What could not be done, as a title. */
  readonly title?: string;
  readonly retry?: () => void;
  readonly retrying?: boolean;
}

/** Something that could not be read or done, with the sentence that says what to do, and a way to try again. */
export function ErrorState({
  error,
  title = 'This could not be loaded',
  retry,
  retrying = false,
}: ErrorStateProps): ReactNode {
  return (
    <Alert variant="light" color="red" role="alert" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{sentenceOf(error)}</Text>
        {retry && (
          <Group>
            <Button size="xs" variant="default" loading={retrying} onClick={retry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** The sentence of a refused change, beside what was to be changed. Nothing while nothing was refused. */
export function Refusal({
  error,
  title = 'Nothing was changed',
}: {
  readonly error: unknown;
  readonly title?: string;
}): ReactNode {
  return error === null || error === undefined ? null : <ErrorState error={error} title={title} />;
}
