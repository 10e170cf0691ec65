import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRevokeToken } from '../../api/tokens.ts';
import type { Token } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { tokenName } from './token-list.tsx';

interface RevokeDialogProps {
  readonly companyId: string;
  readonly token: Token;
  /** No other token is alive. */
  readonly last: boolean;
  readonly onClose: () => void;
}

/** Asks before a token ends. */
export function RevokeDialog({ companyId, token, last, onClose }: RevokeDialogProps): ReactNode {
  const revoke = useRevokeToken(companyId);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Revoke this token?"
      action="Revoke"
      danger
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(token.id, { onSuccess: onClose })}
    >
      <Text mb="xs" fw={600}>
        {tokenName(token)}
      </Text>
      <Text mb="xs">
        Last used: <TimeText time={token.lastUsedAt} relative never="not yet" />. Anyone who uses it is refused within a
        second, and it cannot be brought back.
      </Text>
      {last && (
        <Text>
          It is the only one alive: Okta cannot change anything in Luciq until it has another. To change over without a
          gap, rotate it instead.
        </Text>
      )}
    </ConfirmDialog>
  );
}
