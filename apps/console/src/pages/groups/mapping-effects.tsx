import '../../parts/list/lists.css';
import { Alert, Anchor, Button, Text, Title } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { MappingEffect, MappingPreview } from '../../api/types.ts';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { previewSentence, roleChange } from './mapping-draft.ts';

/** Members of a preview that are shown before "Show all": so that nobody has to scroll past hundreds to save. */
export const EFFECTS_AT_FIRST = 10;

interface MappingEffectsProps {
  readonly companyId: string;
  readonly preview: MappingPreview;
  readonly removal: boolean;
  /** The form or the mapping was changed since: what is shown is not what would be saved. */
  readonly stale: boolean;
  /** Saving and leaving it. */
  readonly children: ReactNode;
}

/** Who would gain and lose what. */
export function MappingEffects({ companyId, preview, removal, stale, children }: MappingEffectsProps): ReactNode {
  const [all, setAll] = useState(false);
  const { effects } = preview;
  const shown = all ? effects : effects.slice(0, EFFECTS_AT_FIRST);
  return (
    <>
      <Title order={3}>{removal ? 'If the mapping is removed' : 'If the mapping is saved'}</Title>
      <Text role="status" mb="sm">
        {previewSentence(preview)}
      </Text>
      {stale && (
        <Alert
          variant="light"
          color="yellow"
          mb="sm"
          title="This preview is out of date"
          icon={<IconRefreshAlert aria-hidden />}
        >
          Something was changed since. Preview again before you save.
        </Alert>
      )}
      {children}
      {shown.length > 0 && (
        <div className={stale ? 'list-stale' : undefined}>
          <RowList
            label="Who would gain and lose what"
            columns={columns(companyId)}
            rows={shown}
            rowKey={({ member }) => member.id}
          />
        </div>
      )}
      {effects.length > EFFECTS_AT_FIRST && (
        <Button variant="subtle" size="xs" mt="xs" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Show the first ${EFFECTS_AT_FIRST} only` : `Show all ${effects.length.toLocaleString('en')}`}
        </Button>
      )}
    </>
  );
}

const columns = (companyId: string): readonly Column<MappingEffect>[] => [
  {
    key: 'member',
    label: 'Member',
    title: true,
    width: '30%',
    render: ({ member: { id, userName, displayName } }) => (
      <Anchor component={Link} to={`/companies/${companyId}/members/${id}`} className="row-name">
        {displayName ?? userName}
      </Anchor>
    ),
  },
  { key: 'role', label: 'Role', width: '22%', render: (effect) => roleChange(effect) ?? <Unchanged /> },
  { key: 'gained', label: 'Gains', width: '24%', render: ({ gained }) => <Names names={gained} sign="+" /> },
  { key: 'lost', label: 'Loses', width: '24%', render: ({ lost }) => <Names names={lost} sign="−" /> },
];

const Unchanged = (): ReactNode => (
  <Text span c="dimmed" inherit>
    Unchanged
  </Text>
);

function Names({ names, sign }: { readonly names: readonly string[]; readonly sign: '+' | '−' }): ReactNode {
  if (names.length === 0) {
    return (
      <Text span c="dimmed" inherit>
        Nothing
      </Text>
    );
  }
  return (
    <ul className={sign === '+' ? 'gained' : 'lost'}>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}
