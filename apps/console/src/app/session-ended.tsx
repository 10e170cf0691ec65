import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useSession } from '../api/session.ts';
import type { Session } from '../api/types.ts';
import { signInAddress } from '../pages/sign-in/addresses.ts';

/** Where such a person signs in; null for a set-up link, which opens one session only. */
function signInOf({ kind, company }: Session): string | null {
  if (kind === 'operator') return '/console/operator';
  return kind === 'member' && company
    ? signInAddress(company.id, `/companies/${encodeURIComponent(company.id)}`)
    : null;
}

/** Covers a page whose session ended while it was open: what was typed stays below, until the same person is signed in again. */
export function SessionEnded({ session }: { readonly session: Session }): ReactNode {
  const { refetch, isFetching } = useSession();
  useEffect(() => {
    const look = (): void => void refetch();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [refetch]);
  const address = signInOf(session);
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      overlayProps={{ backgroundOpacity: 1, color: 'var(--mantine-color-body)' }}
      centered
      title="Your session ended"
    >
      <Stack gap="md">
        <Text>
          {address === null
            ? 'Ask the people who run Luciq for a new set-up link, and open it in another tab. What you typed here is kept.'
            : 'Sign in again in another tab, then come back to this one. What you typed here is kept.'}
        </Text>
        <Group justify="space-between">
          <Anchor href="/console/sign-in">Leave this page</Anchor>
          <Group gap="xs">
            {address !== null && (
              <Button component="a" href={address} target="_blank" rel="noopener">
                Sign in again
              </Button>
            )}
            <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
              Go on here
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
