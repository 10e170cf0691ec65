import { List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Company, Role } from '../../api/types.ts';
import { CopyField } from '../../parts/controls/copy-field.tsx';

/** The namespace of Luciq's own attributes. */
export const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';

/** A role as administrators have to write it in Okta: that of admins has a spelling of its own in Luciq. */
const spelt = (role: Role): string => (role === 'admin' ? 'adminstrator (spelt so)' : role);

/** Role and applications from Okta: by attributes, or by pushed groups. */
export function AccessStep({ company }: { readonly company: Company }): ReactNode {
  return (
    <Stack gap="md">
      <Text>
        Without this step, everybody who comes from Okta gets the company’s defaults: role{' '}
        <strong>{company.defaults.role}</strong>
        {company.defaults.applications.length === 0
          ? ' and no application.'
          : ` and ${company.defaults.applications.join(', ')}.`}{' '}
        There are two ways to say more, and they work together.
      </Text>
      <div>
        <Text fw={600} mb={4}>
          By groups
        </Text>
        <Text>
          Push groups from Okta, then say on <Link to={`/companies/${company.id}/groups`}>Groups</Link> which role and
          applications the members of each get. You see who would gain and lose what before it is saved.
        </Text>
      </div>
      <div>
        <Text fw={600} mb={4}>
          By attributes of each member
        </Text>
        <List type="ordered" spacing={4} mb="sm">
          <List.Item>
            In Okta, on <strong>Provisioning</strong>, <strong>To App</strong>: tick{' '}
            <strong>Update User Attributes</strong>.
          </List.Item>
          <List.Item>
            In the Profile Editor of the application, add two attributes with these values, then map them.
          </List.Item>
        </List>
        <Stack gap="sm">
          <CopyField label="External namespace" description="Of both attributes" value={EXTENSION} />
          <CopyField
            label="Role"
            description={`External name. Type string, an enumeration: ${company.roles.map(spelt).join(', ')}`}
            value="instabugRole"
          />
          <CopyField
            label="Applications"
            description="External name. Type string array; each the exact name of an application in Luciq"
            value="instabugApplications"
          />
        </Stack>
      </div>
    </Stack>
  );
}
