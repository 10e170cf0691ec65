import { Button, Menu, Text } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSignOut } from '../api/session.ts';
import type { Session } from '../api/types.ts';
import { TimeText } from '../parts/text/time-text.tsx';

const nameOf = ({ kind, member }: Session): string => {
  if (kind === 'member' && member !== null) return member.displayName ?? member.userName;
  return kind === 'operator' ? 'Operator' : 'Set-up link';
};

/** Who is signed in, until when, and the way out. */
export function AccountMenu({ session }: { readonly session: Session }): ReactNode {
  const signOut = useSignOut();
  const leave = (): void =>
    signOut.mutate(undefined, {
      onSuccess: () => window.location.assign(`/console${session.kind === 'operator' ? '/operator' : '/sign-in'}`),
    });
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          leftSection={<IconUserCircle size={18} aria-hidden />}
          className="account-button"
          aria-label={`Account: ${nameOf(session)}`}
        >
          <span className="account-name">{nameOf(session)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="account-facts">
          <Text size="sm" fw={600}>
            {nameOf(session)}
          </Text>
          {session.member && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {session.member.userName}, {session.member.role}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            Signed in until <TimeText time={session.expiresAt} />
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
