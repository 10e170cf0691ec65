import './members.css';
import '../../parts/list/lists.css';
import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useConfirmRename, useRenames } from '../../api/renames.ts';
import { useSession } from '../../api/session.ts';
import type { Rename } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';

/** Renames of owners and admins that wait for someone. Shown only while there are any, and where it is not known. */
export function RenamesSection({ companyId }: { readonly companyId: string }): ReactNode {
  const list = useRenames(companyId);
  const session = useSession();
  const [asked, setAsked] = useState<Rename | null>(null);
  if (list.error !== null && list.data === undefined) {
    return (
      <ErrorState
        error={list.error}
        title="It is not known whether renames wait"
        retry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  }
  const renames = list.data?.renames ?? [];
  if (renames.length === 0) return null;
  const may = session.data?.kind === 'operator' || session.data?.member?.role === 'owner';
  return (
    <Section
      title="Renames to confirm"
      description={
        `Okta gave an owner or admin another user name. The former name signs in until ${may ? 'you confirm' : 'an owner confirms'} the new one: ` +
        'anyone who has that name at your identity provider gets these rights.'
      }
    >
      <ul className="action-list">
        {renames.map((rename) => (
          <li key={rename.userId}>
            <div className="action-list-name">
              <Text
                component={Link}
                to={`/companies/${companyId}/members/${rename.userId}`}
                fw={600}
                td="underline"
                c="inherit"
              >
                {rename.displayName ?? rename.userName}
              </Text>
              <Text size="sm">
                {rename.signInName === null ? 'Nobody signs in as this owner. ' : `Signs in as ${rename.signInName}. `}
                New name: {rename.userName}
              </Text>
              <Text size="sm" c="dimmed">
                <TimeText time={rename.since} />
                {askedWith(rename)}
              </Text>
            </div>
            {may && (
              <Button
                size="xs"
                variant="default"
                onClick={() => setAsked(rename)}
                aria-label={`Confirm the rename to ${rename.userName ?? rename.userId}`}
              >
                Confirm
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked !== null && <ConfirmRenameDialog companyId={companyId} rename={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function askedWith({ by, tokenLabel }: Rename): string {
  if (by === null) return '';
  return by.kind === 'idp' ? `, with the token ${tokenLabel ?? by.id}` : `, by ${by.name ?? by.id}`;
}

function ConfirmRenameDialog({
  companyId,
  rename,
  onClose,
}: {
  readonly companyId: string;
  readonly rename: Rename;
  readonly onClose: () => void;
}): ReactNode {
  const confirm = useConfirmRename(companyId);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Confirm this rename?"
      action="Confirm the new name"
      pending={confirm.isPending}
      error={confirm.error}
      onConfirm={() => confirm.mutate(rename, { onSuccess: onClose })}
    >
      <Text>
        {`From now on anyone who signs in as ${rename.userName ?? ''} is this member, with the same rights. `}
        {rename.signInName === null
          ? ''
          : `${rename.signInName} does not sign in any more, and its open sessions end. `}
        Ask the member first, by another way than e-mail to the new name, whether it is right.
      </Text>
    </ConfirmDialog>
  );
}
