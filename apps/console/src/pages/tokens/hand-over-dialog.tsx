import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useHandOverToken } from '../../api/tokens.ts';
import type { Token } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { issuerName } from '../../parts/text/issuer-name.ts';
import { tokenName } from './token-list.tsx';

interface HandOverDialogProps {
  readonly companyId: string;
  readonly token: Token;
  readonly onClose: () => void;
}

/** Asks before a member's token becomes the company's own. */
export function HandOverDialog({ companyId, token, onClose }: HandOverDialogProps): ReactNode {
  const handOver = useHandOverToken(companyId);
  const who = token.endsWith === null ? 'a member' : issuerName(token.endsWith);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Hand this token over to the company?"
      action="Hand over"
      pending={handOver.isPending}
      error={handOver.error}
      onConfirm={() => handOver.mutate(token.id, { onSuccess: onClose })}
    >
      <Text mb="xs" fw={600}>
        {tokenName(token)}
      </Text>
      <Text>{`It goes on when ${who} leaves. Anyone who issued it may still know its text: rotate it when ${who} has left.`}</Text>
    </ConfirmDialog>
  );
}
