import { Button, Group, MultiSelect, Select, Stack, TagsInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useChangeDefaults } from '../../api/company.ts';
import type { Company, Role } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { Section } from '../../parts/layout/section.tsx';

/** What members get for whom neither Okta nor a group says more. */
export function DefaultsSection({ company }: { readonly company: Company }): ReactNode {
  const [role, setRole] = useState<Role>(company.defaults.role);
  const [applications, setApplications] = useState<readonly string[]>(company.defaults.applications);
  const change = useChangeDefaults(company.id);
  const names = {
    label: 'Applications',
    description: 'None is allowed',
    value: [...applications],
    onChange: setApplications,
  };
  const save = (): void =>
    change.mutate(
      { role, applications },
      {
        onSuccess: () =>
          notifications.show({
            title: 'The default access is saved',
            message: 'It holds for every member who has nothing else, from now on.',
          }),
      },
    );
  return (
    <Section
      title="Default access"
      description="For every member for whom neither Okta’s attributes nor a group mapping says anything else."
    >
      <Stack gap="sm" maw={640}>
        <Select
          label="Role"
          data={company.roles.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
          value={role}
          onChange={(value) => setRole(company.roles.find((known) => known === value) ?? role)}
          allowDeselect={false}
        />
        {company.applications.length === 0 ? (
          <TagsInput {...names} description="Press Enter after each name" />
        ) : (
          <MultiSelect
            {...names}
            data={[...new Set([...company.applications, ...applications])]}
            searchable
            nothingFoundMessage="No application has that name"
          />
        )}
        <Refusal error={change.error} title="The default access was not saved" />
        <Group>
          <Button variant="default" loading={change.isPending} onClick={save}>
            Save default access
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
