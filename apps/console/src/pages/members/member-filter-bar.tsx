import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MemberFilters } from '../../api/members.ts';
import type { Company } from '../../api/types.ts';
import { SearchBox } from '../../parts/list/search-box.tsx';
import type { Filters } from '../../parts/list/use-filters.ts';
import { roleName } from './access-reasons.ts';

interface MemberFilterBarProps {
  /** Not yet there while it is being read: then there are no roles and applications to choose. */
  readonly company: Company | undefined;
  readonly filters: Filters;
  readonly wanted: MemberFilters;
}

/** A value that the address names stays to be seen even if the company does not have it any more. */
const withChosen = (offered: readonly string[], chosen: string | null): readonly string[] =>
  chosen === null || offered.includes(chosen) ? offered : [...offered, chosen];

/** The search and the filters above the members. */
export function MemberFilterBar({ company, filters, wanted }: MemberFilterBarProps): ReactNode {
  const roles = withChosen(['owner', ...(company?.roles ?? [])], wanted.role);
  const applications = withChosen(company?.applications ?? [], wanted.application);
  return (
    <search className="filter-bar">
      <SearchBox
        label="Search"
        placeholder="Name, user name or e-mail"
        value={wanted.text ?? ''}
        onSearch={(text) => filters.set('text', text)}
      />
      <NativeSelect
        label="State"
        value={wanted.state ?? ''}
        onChange={(event) => filters.set('state', event.currentTarget.value)}
        data={[
          { value: '', label: 'All' },
          { value: 'active', label: 'Active' },
          { value: 'inactive', label: 'Deactivated' },
        ]}
      />
      <NativeSelect
        label="Role"
        value={wanted.role ?? ''}
        onChange={(event) => filters.set('role', event.currentTarget.value)}
        data={[{ value: '', label: 'All' }, ...roles.map((role) => ({ value: role, label: roleName(role) }))]}
      />
      <NativeSelect
        label="Application"
        value={wanted.application ?? ''}
        onChange={(event) => filters.set('application', event.currentTarget.value)}
        data={[{ value: '', label: 'All' }, ...applications.map((name) => ({ value: name, label: name }))]}
      />
    </search>
  );
}
