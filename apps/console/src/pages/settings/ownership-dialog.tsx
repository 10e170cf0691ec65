import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useGrantOwnership, useTransferOwnership } from '../../api/company.ts';
import { useMembers } from '../../api/members.ts';
import type { Company, MemberRow, Owner } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { ownerName } from './owner-name.ts';

/** How long someone has to stop typing before members are looked up, in milliseconds. */
export const LOOK_UP_AFTER_MS = 300;

interface OwnershipDialogProps {
  readonly company: Company;
  /** Who gives ownership away; null where someone becomes an owner besides the others. */
  readonly from: Owner | null;
  readonly onClose: () => void;
}

/** Gives ownership to an active member. */
export function OwnershipDialog({ company, from, onClose }: OwnershipDialogProps): ReactNode {
  const [to, setTo] = useState<NewOwner | null>(null);
  const transfer = useTransferOwnership(company.id);
  const grant = useGrantOwnership(company.id);
  const error = from === null ? grant.error : transfer.error;
  const go = (): void => {
    if (to === null) return;
    // With the name that is shown here: anyone who was renamed meanwhile is not the one who was meant.
    const seen = to.userName === null ? {} : { userName: to.userName };
    if (from === null) grant.mutate({ userId: to.id, ...seen }, { onSuccess: onClose });
    else transfer.mutate({ from: from.userId, to: to.id, ...seen }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={from === null ? 'Add an owner' : 'Transfer ownership'} centered>
      <Stack gap="md">
        {from !== null && (
          <Text>{`${ownerName(from)} stops being an owner and stays a member. If it is you, you can no longer transfer ownership afterwards.`}</Text>
        )}
        <MemberPicker company={company} value={to?.id ?? null} onChange={setTo} />
        <Refusal error={error} title="Ownership was not changed" />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={to === null} loading={grant.isPending || transfer.isPending} onClick={go}>
            {from === null ? 'Make owner' : 'Transfer ownership'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type NewOwner = Pick<MemberRow, 'id' | 'userName'>;

interface MemberPickerProps {
  readonly company: Company;
  readonly value: string | null;
  readonly onChange: (member: NewOwner | null) => void;
}

function MemberPicker({ company, value, onChange }: MemberPickerProps): ReactNode {
  const [text, setText] = useState('');
  const [looked] = useDebouncedValue(text, LOOK_UP_AFTER_MS);
  const members = useMembers(company.id, {
    text: looked === '' ? null : looked,
    state: 'active',
    role: null,
    application: null,
  });
  const owners = new Set(company.owners.map(({ userId }) => userId));
  const found = (members.data?.pages ?? []).flatMap((page) => page.members).filter(({ id }) => !owners.has(id));
  return (
    <Select
      label="New owner"
      description="An active member. Type a name, a user name or an e-mail address."
      searchable
      data={found.map(({ id, displayName, userName }) => ({
        value: id,
        label: displayName === null ? (userName ?? id) : `${displayName} (${userName ?? id})`,
      }))}
      // The service has searched already.
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={(chosen) => onChange(found.find(({ id }) => id === chosen) ?? null)}
      nothingFoundMessage={members.isFetching ? 'Looking…' : 'No active member matches'}
      error={members.error === null ? undefined : members.error.message}
      data-autofocus
    />
  );
}
