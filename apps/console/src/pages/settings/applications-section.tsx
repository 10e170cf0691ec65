import { Button, Group, Stack, TagsInput, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { counted } from '@luciq/events';
import { useChangeApplications } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { Section } from '../../parts/layout/section.tsx';

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, index) => name === b[index]);

/** The catalogue of applications. */
export function ApplicationsSection({ company }: { readonly company: Company }): ReactNode {
  const [names, setNames] = useState<readonly string[]>(company.applications);
  const change = useChangeApplications(company.id);
  const save = (): void =>
    change.mutate(names, {
      onSuccess: () =>
        notifications.show({ title: 'The applications are saved', message: 'Okta may send these names from now on.' }),
    });
  return (
    <Section
      title="Applications"
      description={
        <>
          Their exact names. Okta may give members these and no others; while the list is empty, any name is taken. Who
          has an application already keeps it when its name leaves the list.
        </>
      }
    >
      <Stack gap="sm" maw={640}>
        <TagsInput
          label="Names of applications"
          description="Press Enter after each"
          placeholder={names.length === 0 ? 'For example Shop for iOS' : undefined}
          value={[...names]}
          onChange={setNames}
          splitChars={[]}
          clearable
          clearButtonProps={{ 'aria-label': 'Remove all names' }}
        />
        <Refusal error={change.error} title="The applications were not saved" />
        <Group gap="sm">
          <Button
            variant="default"
            disabled={same(names, company.applications)}
            loading={change.isPending}
            onClick={save}
          >
            Save applications
          </Button>
          <Text size="sm" c="dimmed">
            {counted(names.length, 'name')}
          </Text>
        </Group>
      </Stack>
    </Section>
  );
}
