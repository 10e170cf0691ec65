import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useCompanyId } from '../../parts/company-id.ts';

/** The name of something on a page of Okta. */
function Named({ children }: { readonly children: ReactNode }): ReactNode {
  return <strong>{children}</strong>;
}

/** SCIM is chosen in the application's general settings. */
export function OktaScimStep(): ReactNode {
  return (
    <List type="ordered" spacing={4}>
      <List.Item>
        In Okta’s Admin Console, open <Named>Applications</Named>, then the Luciq application.
      </List.Item>
      <List.Item>
        On the tab <Named>General</Named>, choose <Named>Edit</Named> beside App Settings.
      </List.Item>
      <List.Item>
        Set <Named>Provisioning</Named> to <Named>SCIM</Named>, then <Named>Save</Named>. A tab{' '}
        <Named>Provisioning</Named> appears.
      </List.Item>
    </List>
  );
}

/** Okta tries the address and the token. */
export function TestStep(): ReactNode {
  return (
    <>
      <Text mb="xs">Only after SCIM is enabled here: Okta’s test is refused before.</Text>
      <List type="ordered" spacing={4}>
        <List.Item>
          Choose <Named>Test Connector Configuration</Named>. Okta reads one page of members.
        </List.Item>
        <List.Item>
          When Okta says that it worked, <Named>Save</Named>.
        </List.Item>
      </List>
      <Text size="sm" c="dimmed" mt="xs">
        If Okta says that the token is wrong, look at Authorization once more: the whole token, without anything before
        or after it.
      </Text>
    </>
  );
}

/** What Okta may do. */
export function ToAppStep(): ReactNode {
  return (
    <>
      <List type="ordered" spacing={4}>
        <List.Item>
          On <Named>Provisioning</Named>, choose <Named>To App</Named>, then <Named>Edit</Named>.
        </List.Item>
        <List.Item>
          Tick <Named>Create Users</Named> and <Named>Deactivate Users</Named>, then <Named>Save</Named>.
        </List.Item>
        <List.Item>
          Assign one person to the application. The check list ticks as soon as the member is created.
        </List.Item>
      </List>
      <Text size="sm" c="dimmed" mt="xs">
        An owner of the company cannot be deactivated by Okta, so that nobody locks the company out.
      </Text>
    </>
  );
}

/** Those who were members before. */
export function ImportStep(): ReactNode {
  const companyId = useCompanyId();
  return (
    <>
      <Text mb="xs">
        Anyone who was a member before SCIM is matched with a person in Okta, so that nobody’s access is left behind.
      </Text>
      <List type="ordered" spacing={4}>
        <List.Item>
          In the Luciq application of Okta, open <Named>Import</Named>, then choose <Named>Import Now</Named>.
        </List.Item>
        <List.Item>
          Confirm the matches. From then on, assigning and unassigning in Okta is all that is needed.
        </List.Item>
      </List>
      <Text size="sm" mt="xs">
        <Link to={`/companies/${companyId}/activity`}>See what Okta has asked so far</Link>
      </Text>
    </>
  );
}
