import '../../parts/list/lists.css';
import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useRevokeOwnership } from '../../api/company.ts';
import type { Company, Owner, Session } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { ownerName } from './owner-name.ts';
import { OwnershipDialog } from './ownership-dialog.tsx';

type Doing = { readonly what: 'transfer' | 'remove'; readonly owner: Owner } | { readonly what: 'add' } | null;

/** Who owns the company. Ownership moves here and nowhere else. */
export function OwnersSection({
  company,
  session,
}: {
  readonly company: Company;
  readonly session: Session;
}): ReactNode {
  const [doing, setDoing] = useState<Doing>(null);
  const operator = session.kind === 'operator';
  const may = operator || session.member?.role === 'owner';
  const add = operator && (
    <Button variant="default" onClick={() => setDoing({ what: 'add' })}>
      Add an owner
    </Button>
  );
  return (
    <Section
      title="Owners"
      description={
        may
          ? 'Ownership is given here, and never by Okta: Okta cannot deactivate an owner or take the role away. The company always has at least one.'
          : 'Owners give their ownership to someone else here. Ask one of them if it is to move.'
      }
      actions={add}
    >
      {company.owners.length === 0 && (
        <EmptyState title="Nobody owns this company yet">
          {operator ? 'Add an owner, so that someone can sign in here.' : 'Ask the people who run Luciq to name one.'}
        </EmptyState>
      )}
      <ul className="action-list">
        {company.owners.map((owner) => (
          <li key={owner.userId}>
            <div className="action-list-name">
              <Text
                component={Link}
                to={`/companies/${company.id}/members/${owner.userId}`}
                fw={600}
                td="underline"
                c="inherit"
              >
                {ownerName(owner)}
              </Text>
              <Text size="sm" c="dimmed">
                {owner.userName}
              </Text>
            </div>
            {may && <OwnerActions owner={owner} onAct={(what) => setDoing({ what, owner })} />}
          </li>
        ))}
      </ul>
      {doing !== null && doing.what !== 'remove' && (
        <OwnershipDialog
          company={company}
          from={doing.what === 'transfer' ? doing.owner : null}
          onClose={() => setDoing(null)}
        />
      )}
      {doing?.what === 'remove' && (
        <RemoveDialog company={company} owner={doing.owner} onClose={() => setDoing(null)} />
      )}
    </Section>
  );
}

function OwnerActions({
  owner,
  onAct,
}: {
  readonly owner: Owner;
  readonly onAct: (what: 'transfer' | 'remove') => void;
}): ReactNode {
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        onClick={() => onAct('transfer')}
        aria-label={`Transfer ownership of ${ownerName(owner)}`}
      >
        Transfer
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        onClick={() => onAct('remove')}
        aria-label={`Remove ${ownerName(owner)} as owner`}
      >
        Remove
      </Button>
    </Group>
  );
}

function RemoveDialog({
  company,
  owner,
  onClose,
}: {
  readonly company: Company;
  readonly owner: Owner;
  readonly onClose: () => void;
}): ReactNode {
  const revoke = useRevokeOwnership(company.id);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Remove this owner?"
      action="Remove as owner"
      danger
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(owner.userId, { onSuccess: onClose })}
    >
      <Text>{`${ownerName(owner)} stays a member, with the role that Okta, a group or the company’s default gives.`}</Text>
    </ConfirmDialog>
  );
}
