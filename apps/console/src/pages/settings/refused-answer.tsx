import { Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { SamlValues, SignInEntry } from '../../api/types.ts';

const VALUES: readonly { readonly key: keyof SamlValues; readonly label: string }[] = [
  { key: 'nameId', label: 'Name ID' },
  { key: 'issuer', label: 'Issuer' },
  { key: 'audience', label: 'Audience' },
  { key: 'destination', label: 'Destination' },
  { key: 'fingerprint', label: 'Certificate, SHA-1' },
];

/** What the sentence about an unknown name says first: why it most probably is unknown. */
const whyUnknown = (entry: SignInEntry): string =>
  entry.memberByEmail === null
    ? 'No member has this Name ID as user name or e-mail address. Assign the application to the person in your identity provider, or wait until provisioning has come so far.'
    : `The Name ID is the e-mail address of the member whose user name is ${entry.memberByEmail}. Send the user name as Name ID (in Okta: Sign On, Application username), or give the member this one.`;

/** What a refused answer of the identity provider said, beside what it has to say. */
export function RefusedAnswer({
  entry,
  expected,
}: {
  readonly entry: SignInEntry;
  readonly expected: SamlValues | null;
}): ReactNode {
  const [opened, setOpened] = useState(false);
  const { came, reason } = entry;
  if (came === null) return null;
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setOpened(true)}>
        What came
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="What came, and what was expected" size="xl">
        <Stack gap="sm">
          {reason === 'no-member' && <Text>{whyUnknown(entry)}</Text>}
          <Text size="sm" c="dimmed">
            As the answer says it. Nothing of it was verified, and anybody can send one.
          </Text>
          <Table.ScrollContainer minWidth={0} type="native">
            <Table aria-label="What came, and what was expected">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">Value</Table.Th>
                  <Table.Th scope="col">Came</Table.Th>
                  <Table.Th scope="col">Expected</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {VALUES.map(({ key, label }) => (
                  <Table.Tr key={key}>
                    <Table.Th scope="row">{label}</Table.Th>
                    <Table.Td className="row-name">
                      <bdi>{came[key] ?? 'Nothing that can be read'}</bdi>
                    </Table.Td>
                    <Table.Td className="row-name">
                      {key === 'nameId' ? 'The user name of a member' : <bdi>{expected?.[key] ?? 'Any'}</bdi>}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpened(false)}>
              Close
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
