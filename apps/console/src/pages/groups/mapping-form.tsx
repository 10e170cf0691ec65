import { Button, Group as Row, MultiSelect, NativeSelect, NumberInput, Stack, TagsInput, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useChangeMapping, usePreviewMapping } from '../../api/groups.ts';
import type { MappingChange } from '../../api/groups.ts';
import type { Company, Group, MappingDraft, Role } from '../../api/types.ts';
import { Refusal } from '../../parts/error-state.tsx';
import { roleName } from '../members/access-reasons.ts';
import './groups.css';
import { MappingEffects } from './mapping-effects.tsx';
import { changeKey, draftProblem, MAX_PRECEDENCE } from './mapping-words.ts';

const EMPTY: MappingDraft = { role: null, applications: [], precedence: 0 };

interface MappingFormProps {
  readonly company: Company;
  readonly group: Group;
}

/** Changes the mapping of a group: what would come of it is shown first, and only what was shown can be saved. */
export function MappingForm({ company, group }: MappingFormProps): ReactNode {
  const kept = group.mapping;
  const [draft, setDraft] = useState<MappingDraft>(() => (kept === null ? EMPTY : { role: kept.role, applications: kept.applications, precedence: kept.precedence }));
  const [asked, setAsked] = useState<{ readonly change: MappingChange; readonly key: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = usePreviewMapping(company.id, group.id);
  const change = useChangeMapping(company.id, group.id);
  const result = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const keptSince = kept?.time ?? null;
  useEffect(() => {
    if (preview.data !== undefined) result.current?.focus();
  }, [preview.data]);

  const edit = (part: Partial<MappingDraft>): void => {
    setDraft((former) => ({ ...former, ...part }));
    setProblem(null);
    change.reset();
  };
  const show = (wanted: MappingChange): void => {
    setAsked({ change: wanted, key: changeKey(wanted, keptSince) });
    change.reset();
    preview.mutate(wanted);
  };
  const previewDraft = (): void => {
    const found = draftProblem(draft);
    setProblem(found);
    if (found === null) show({ kind: 'set', mapping: draft });
  };
  const save = (wanted: MappingChange): void =>
    change.mutate(wanted, {
      onSuccess: () => {
        notifications.show({ message: wanted.kind === 'set' ? 'The mapping is saved.' : 'The mapping is removed.' });
        if (wanted.kind === 'remove') setDraft(EMPTY);
        setAsked(null);
        preview.reset();
        form.current?.querySelector('select')?.focus();
      },
    });
  const nowWanted: MappingChange = asked?.change.kind === 'remove' ? asked.change : { kind: 'set', mapping: draft };
  const current = asked !== null && preview.data !== undefined && asked.key === changeKey(nowWanted, keptSince);
  return (
    <Stack gap="lg">
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          previewDraft();
        }}
      >
        <MappingFields company={company} draft={draft} edit={edit} problem={problem} />
        <Row mt="md" gap="xs">
          <Button type="submit" variant="light" loading={preview.isPending && asked?.change.kind === 'set'}>
            Preview the change
          </Button>
          {kept !== null && (
            <Button variant="subtle" color="red" loading={preview.isPending && asked?.change.kind === 'remove'} onClick={() => show({ kind: 'remove' })}>
              Remove the mapping …
            </Button>
          )}
        </Row>
        <Text size="sm" c="dimmed" mt={6}>
          Nothing changes by looking. Saving is offered once you have seen who would gain or lose what.
        </Text>
      </form>
      <Refusal error={preview.error} title="There is no preview" />
      {asked !== null && preview.data !== undefined && (
        <div ref={result} tabIndex={-1} className="mapping-preview" role="group" aria-label="Preview of the change">
          <MappingEffects companyId={company.id} preview={preview.data} removal={asked.change.kind === 'remove'} stale={!current} />
          <Refusal error={change.error} />
          <Row mt="md" gap="xs">
            <Button disabled={!current} loading={change.isPending} color={asked.change.kind === 'remove' ? 'red' : undefined} onClick={() => save(asked.change)}>
              {asked.change.kind === 'remove' ? 'Remove the mapping' : 'Save the mapping'}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              Cancel
            </Button>
          </Row>
        </div>
      )}
    </Stack>
  );
}

interface MappingFieldsProps {
  readonly company: Company;
  readonly draft: MappingDraft;
  readonly edit: (part: Partial<MappingDraft>) => void;
  readonly problem: string | null;
}

function MappingFields({ company, draft, edit, problem }: MappingFieldsProps): ReactNode {
  const applications = {
    label: 'Applications',
    value: [...draft.applications],
    onChange: (names: string[]) => edit({ applications: names }),
    clearable: true,
    clearButtonProps: { 'aria-label': 'Take all applications away' },
  };
  const chosen = [...new Set([...company.applications, ...draft.applications])];
  return (
    <div className="mapping-fields">
      <NativeSelect
        label="Role"
        value={draft.role ?? ''}
        onChange={(event) => edit({ role: roleOf(company, event.currentTarget.value) })}
        data={[{ value: '', label: 'No role from this group' }, ...company.roles.map((role) => ({ value: role, label: roleName(role) }))]}
        error={problem}
      />
      {company.applications.length === 0 ? (
        <TagsInput {...applications} description="The company has no catalogue yet: type a name exactly as it is in Luciq, then Enter." />
      ) : (
        <MultiSelect {...applications} data={chosen} searchable nothingFoundMessage="No application has that name" placeholder={draft.applications.length === 0 ? 'Choose applications' : ''} />
      )}
      <NumberInput
        label="Precedence"
        description="If a member is in several mapped groups, the role of the highest one counts."
        value={draft.precedence}
        onChange={(value) => edit({ precedence: typeof value === 'number' ? value : Number(value) || 0 })}
        min={-MAX_PRECEDENCE}
        max={MAX_PRECEDENCE}
        allowDecimal={false}
        clampBehavior="strict"
      />
    </div>
  );
}

const roleOf = (company: Company, word: string): Role | null => company.roles.find((role) => role === word) ?? null;
