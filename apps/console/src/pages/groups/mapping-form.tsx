import './groups.css';
import { Button, Group as Row, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { MappingChange } from '../../api/groups.ts';
import type { Company, Group, MappingPreview } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { MappingEffects } from './mapping-effects.tsx';
import { MappingFields } from './mapping-fields.tsx';
import type { AskedChange, MappingChangeSteps } from './use-mapping-change.ts';
import { useMappingChange } from './use-mapping-change.ts';

interface MappingFormProps {
  readonly company: Company;
  readonly group: Group;
}

/** Changes the mapping of a group: what would come of it is shown first, and only what was shown can be saved. */
export function MappingForm({ company, group }: MappingFormProps): ReactNode {
  const steps = useMappingChange(company.id, group);
  const form = useRef<HTMLFormElement>(null);
  const { asked, previewing } = steps;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    steps.previewDraft();
  };
  const saved = (change: MappingChange): void => {
    notifications.show({ message: change.kind === 'set' ? 'The mapping is saved.' : 'The mapping is removed.' });
    form.current?.querySelector('select')?.focus();
  };
  return (
    <Stack gap="lg">
      <form ref={form} onSubmit={submit}>
        <MappingFields company={company} draft={steps.draft} edit={steps.edit} problem={steps.problem} />
        <Row mt="md" gap="xs">
          <Button type="submit" variant="outline" loading={previewing === 'set'}>
            Preview the change
          </Button>
          {group.mapping !== null && (
            <Button variant="subtle" color="red" loading={previewing === 'remove'} onClick={steps.previewRemoval}>
              Remove the mapping …
            </Button>
          )}
        </Row>
        <Text size="sm" c="dimmed" mt={6}>
          Nothing changes by looking. Saving is offered once you have seen what it does to whom.
        </Text>
      </form>
      <Refusal error={steps.previewError} title="There is no preview" />
      {asked?.effects && (
        <Previewed
          key={asked.key}
          companyId={company.id}
          asked={asked}
          effects={asked.effects}
          steps={steps}
          onSaved={saved}
        />
      )}
    </Stack>
  );
}

interface PreviewedProps {
  readonly companyId: string;
  readonly asked: AskedChange;
  readonly effects: MappingPreview;
  readonly steps: MappingChangeSteps;
  readonly onSaved: (change: MappingChange) => void;
}

function Previewed({ companyId, asked, effects, steps, onSaved }: PreviewedProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.focus(), [effects]);
  const removal = asked.change.kind === 'remove';
  return (
    <div ref={frame} tabIndex={-1} className="mapping-preview" role="group" aria-label="Preview of the change">
      <MappingEffects companyId={companyId} preview={effects} removal={removal} stale={!asked.current}>
        <Refusal error={steps.saveError} />
        <Row mb="sm" gap="xs">
          <Button
            disabled={!asked.current}
            loading={steps.saving}
            color={removal ? 'red' : undefined}
            onClick={() => steps.save(onSaved)}
          >
            {removal ? 'Remove the mapping' : 'Save the mapping'}
          </Button>
          <Button variant="default" onClick={steps.forget}>
            Cancel
          </Button>
        </Row>
      </MappingEffects>
    </div>
  );
}
