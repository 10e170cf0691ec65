import './guide.css';
import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { COMPANY_EVERY_MS, useChecklist, useCompany } from '../../api/company.ts';
import type { Checklist, Company, IssuedToken } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { LiveChecks } from './live-checks.tsx';
import { progressOf } from './progress.ts';
import { ScimControl } from './scim-control.tsx';
import { StepList } from './step-list.tsx';

/** The documented set-up as a guide that knows how far the company is. */
export function GuidePage(): ReactNode {
  const companyId = useCompanyId();
  const company = useCompany(companyId, COMPANY_EVERY_MS);
  const checklist = useChecklist(companyId);
  const failed = company.data === undefined ? company.error : checklist.data === undefined ? checklist.error : null;
  const retry = (): void => void Promise.all([company.refetch(), checklist.refetch()]);
  return (
    <>
      <PageHeader
        title="Set up SCIM"
        description="Okta tells Luciq who your members are. Follow the steps from top to bottom; this page notices what is done, and ticks Okta’s part as its calls arrive."
      />
      {failed !== null && (
        <ErrorState error={failed} retry={retry} retrying={company.isFetching || checklist.isFetching} />
      )}
      {failed === null && (company.data === undefined || checklist.data === undefined) && <LoadingRows rows={8} />}
      {company.data !== undefined && checklist.data !== undefined && (
        <Guide company={company.data} checklist={checklist.data} />
      )}
    </>
  );
}

function Guide({ company, checklist }: { readonly company: Company; readonly checklist: Checklist }): ReactNode {
  // Kept here and not in a step, so that folding the step does not lose what is shown only once.
  const [issued, setIssued] = useState<IssuedToken | null>(null);
  const progress = progressOf(checklist);
  return (
    <>
      <ScimControl company={company} />
      {company.scim.state === 'paused' && (
        <Alert variant="light" color="yellow" title="Provisioning is paused" mb="lg">
          <Text size="sm">
            Reads are answered. Changes from Okta are held back with status 429; Okta keeps them and repeats them once
            you resume.
          </Text>
        </Alert>
      )}
      <div className="guide">
        <StepList company={company} progress={progress} issued={issued} onIssued={setIssued} />
        <LiveChecks checklist={checklist} />
      </div>
    </>
  );
}
