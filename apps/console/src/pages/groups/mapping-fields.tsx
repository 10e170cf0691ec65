import { MultiSelect, NativeSelect, NumberInput, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Company, MappingDraft, Role } from '../../api/types.ts';
import { roleName } from '../members/access-reasons.ts';
import { MAX_PRECEDENCE } from './mapping-draft.ts';

interface MappingFieldsProps {
  readonly company: Company;
  readonly draft: MappingDraft;
  readonly edit: (part: Partial<MappingDraft>) => void;
  readonly problem: string | null;
}

/** Role, applications and precedence of a mapping. */
export function MappingFields({ company, draft, edit, problem }: MappingFieldsProps): ReactNode {
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
        data={[
          { value: '', label: 'No role from this group' },
          ...company.roles.map((role) => ({ value: role, label: roleName(role) })),
        ]}
        error={problem}
      />
      {company.applications.length === 0 ? (
        <TagsInput
          {...applications}
          description="The company has no catalogue yet: type a name exactly as it is in Luciq, then Enter."
        />
      ) : (
        <MultiSelect
          {...applications}
          data={chosen}
          searchable
          nothingFoundMessage="No application has that name"
          placeholder={draft.applications.length === 0 ? 'Choose applications' : ''}
        />
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
