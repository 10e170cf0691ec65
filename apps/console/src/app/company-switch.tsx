import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCompanies } from '../api/company.ts';

/** Operators go from company to company. */
export function CompanySwitch(): ReactNode {
  const companies = useCompanies();
  const navigate = useNavigate();
  const { id } = useParams();
  return (
    <Select
      className="company-switch"
      size="xs"
      aria-label="Company"
      placeholder="Choose a company"
      searchable
      nothingFoundMessage="No company has that name"
      data={(companies.data ?? []).map(({ id: value, name }) => ({ value, label: name ?? value }))}
      value={id ?? null}
      onChange={(value) => {
        if (value !== null) void navigate(`/companies/${value}`);
      }}
    />
  );
}
