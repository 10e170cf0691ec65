import type { AccessChange } from '../../api/types.ts';
import { roleName } from './access-reasons.ts';

/** Effective access in words: "Admin, with Shop and Maps". */
export function accessText(access: AccessChange['before']): string {
  if (access === null) return 'None: not a member';
  if (access.role === null) return 'None: deactivated';
  const { role, applications } = access;
  return applications.length === 0
    ? `${roleName(role)}, no applications`
    : `${roleName(role)}, with ${applications.join(', ')}`;
}

/** The rule that gave access, as it reads after "Because". */
export function reasonText({ source, groupName, groupId }: AccessChange['because'][number]): string {
  switch (source) {
    case 'ownership':
      return 'the member owns the company';
    case 'extension':
      return 'the identity provider sent it in Luciq’s own attributes';
    case 'scim-roles':
      return 'the identity provider sent it in the attribute roles';
    case 'group-mapping':
      return `the group ${groupName ?? groupId ?? 'without a name'} is mapped to it`;
    case 'company-default':
      return 'it is a default of the company';
    case 'deactivated':
      return 'the member is deactivated';
  }
}
