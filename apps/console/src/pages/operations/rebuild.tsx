import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useStartRebuild } from '../../api/operations.ts';
import type { RebuildStatus } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { rebuildPercent, rebuildSentence } from './operations-status.ts';

/** The rebuild of the rows: how far it is, and the way to start one. */
export function Rebuild({ rebuild }: { readonly rebuild: RebuildStatus }): ReactNode {
  const start = useStartRebuild();
  const [asking, { open, close }] = useDisclosure(false);
  const running = rebuild.state === 'running';
  const confirm = (): void => start.mutate(undefined, { onSuccess: close });
  return (
    <Stack gap="sm">
      {running && <RebuildProgress rebuild={rebuild} />}
      <Text size="sm" role="status">
        {/* While it runs the bar tells how far it is: a sentence that changes each second would be read out each second. */}
        {running ? 'The rows are being rebuilt. Nobody has to wait for it.' : rebuildSentence(rebuild)}
      </Text>
      {running && (
        <Text size="sm" c="dimmed" className="numeric">
          {rebuildSentence(rebuild)}
        </Text>
      )}
      {!running && (
        <Group>
          <Button variant="default" onClick={open}>
            Rebuild all rows …
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={close}
        title="Rebuild all rows?"
        action="Start the rebuild"
        onConfirm={confirm}
        pending={start.isPending}
        error={start.error}
      >
        <Text size="sm">
          Every record of the log is read again, which takes a while and keeps the database busy. Pages and identity
          providers go on reading the old rows until the new ones are whole.
        </Text>
      </ConfirmDialog>
    </Stack>
  );
}

function RebuildProgress({ rebuild }: { readonly rebuild: RebuildStatus }): ReactNode {
  const percent = rebuildPercent(rebuild);
  return (
    <Progress.Root size="lg">
      <Progress.Section
        value={percent ?? 100}
        animated
        striped={percent === null}
        aria-label={percent === null ? 'Rebuild, size not known' : 'Rebuild'}
      />
    </Progress.Root>
  );
}
