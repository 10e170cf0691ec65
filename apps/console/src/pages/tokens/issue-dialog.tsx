import { Alert, Button, Group, List, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useIssueToken } from '../../api/tokens.ts';
import type { IssuedToken, Token } from '../../api/types.ts';
import { CopyField } from '../../parts/controls/copy-field.tsx';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { tokenName } from './token-list.tsx';

const NEVER = { value: 'never', label: 'Never' };

/** Lives that are offered, in days, beside the default of the API. */
const OFFERED_DAYS = [90, 180, 365, 730];

function expiryChoices(defaultDays: number): readonly { readonly value: string; readonly label: string }[] {
  const days = [...new Set([...OFFERED_DAYS, defaultDays])].toSorted((one, other) => one - other);
  return days.map((each) => ({ value: String(each), label: expiryLabel(each) }));
}

function expiryLabel(days: number): string {
  if (days === 365) return 'In a year';
  return days === 730 ? 'In two years' : `In ${days} days`;
}

/** A label longer than this is refused. */
export const MAX_LABEL_LENGTH = 100;

interface IssueDialogProps {
  readonly companyId: string;
  /** Days after which a token ends unless other ones are chosen. */
  readonly defaultDays: number;
  /** The token that the new one is to take the place of. */
  readonly replaces: Token | null;
  readonly onClose: () => void;
}

/** Issues a token and shows it once. Beside another one, it says how to change over without a gap. */
export function IssueDialog({ companyId, defaultDays, replaces, onClose }: IssueDialogProps): ReactNode {
  const [issued, setIssued] = useState<IssuedToken | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={issued === null ? (replaces === null ? 'Issue a token' : 'Rotate a token') : 'The new token'}
      size="lg"
      centered
      // What is shown once is not to be lost by a click beside it.
      closeOnClickOutside={issued === null}
      closeOnEscape={issued === null}
      withCloseButton={issued === null}
    >
      {issued === null ? (
        <IssueForm
          companyId={companyId}
          defaultDays={defaultDays}
          replaces={replaces}
          onIssued={setIssued}
          onClose={onClose}
        />
      ) : (
        <Shown issued={issued} replaces={replaces} onClose={onClose} />
      )}
    </Modal>
  );
}

function IssueForm({
  companyId,
  defaultDays,
  replaces,
  onIssued,
  onClose,
}: IssueDialogProps & { readonly onIssued: (token: IssuedToken) => void }): ReactNode {
  const issue = useIssueToken(companyId);
  const [label, setLabel] = useState(replaces?.label ?? '');
  const session = useSession();
  // A token that a member issues has an end.
  const choices = [...(session.data?.kind === 'member' ? [] : [NEVER]), ...expiryChoices(defaultDays)];
  const [expiry, setExpiry] = useState(String(defaultDays));
  const go = (event: FormEvent): void => {
    event.preventDefault();
    const named = label.trim() === '' ? {} : { label: label.trim() };
    issue.mutate({ ...named, expiresInDays: expiry === 'never' ? null : Number(expiry) }, { onSuccess: onIssued });
  };
  return (
    <form onSubmit={go}>
      <Stack gap="md">
        {replaces !== null && (
          <Text>
            {`A new token is issued beside the one ending in ${replaces.lastFour}. `}
            Both work, so nothing is missed while you change Okta over; you revoke the old one when you are done.
          </Text>
        )}
        <TextInput
          label="Label"
          description="For you to tell tokens apart; optional"
          placeholder="Okta"
          maxLength={MAX_LABEL_LENGTH}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-autofocus
        />
        <Select
          label="Expires"
          description="Okta does not renew tokens by itself: put an expiry into your calendar"
          data={choices}
          value={expiry}
          onChange={(value) => setExpiry(value ?? String(defaultDays))}
          allowDeselect={false}
        />
        <Refusal error={issue.error} title="No token was issued" />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={issue.isPending}>
            Issue the token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Shown({
  issued,
  replaces,
  onClose,
}: {
  readonly issued: IssuedToken;
  readonly replaces: Token | null;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Stack gap="md">
      <Alert variant="light" color="yellow" role="status">
        <Text size="sm">This token is shown only now, and not again. Copy it before you close this window.</Text>
      </Alert>
      <CopyField
        label="Authentication Token"
        description="Goes into the field Authorization in Okta: Provisioning, Integration, Edit"
        value={issued.token}
      />
      {replaces !== null && (
        <List type="ordered" spacing={4} size="sm">
          <List.Item>Put the new token into Okta, and choose Test Connector Configuration.</List.Item>
          <List.Item>Save in Okta. On this page, the new token’s Last used moves on.</List.Item>
          <List.Item>{`Revoke the old one: ${tokenName(replaces)}. Until then both work.`}</List.Item>
        </List>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
