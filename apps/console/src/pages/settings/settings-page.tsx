import './settings.css';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCompany } from '../../api/company.ts';
import { useSession } from '../../api/session.ts';
import type { Company, Session } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { ApplicationsSection } from './applications-section.tsx';
import { DefaultsSection } from './defaults-section.tsx';
import { OwnersSection } from './owners-section.tsx';
import { SamlSection } from './saml-section.tsx';
import { ChangesSection, SignInsSection } from './security-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { SetupLinkSection } from './setup-link-section.tsx';

/** What is set once and seldom changed: SAML, applications, defaults, owners. */
export function SettingsPage(): ReactNode {
  const companyId = useCompanyId();
  const company = useCompany(companyId);
  const session = useSession();
  return (
    <>
      <PageHeader
        title="Settings"
        description="SAML, the applications that members may use, what they get unless something else says more, and who owns the company."
      />
      {company.data === undefined && company.error !== null && (
        <ErrorState error={company.error} retry={() => void company.refetch()} retrying={company.isFetching} />
      )}
      {company.data === undefined && company.error === null && <LoadingRows rows={8} />}
      {company.data !== undefined && session.data && <Sections company={company.data} session={session.data} />}
    </>
  );
}

function Sections({ company, session }: { readonly company: Company; readonly session: Session }): ReactNode {
  if (session.kind === 'setup') {
    return (
      <>
        <SamlSection company={company} mayChange />
        <Text size="sm" c="dimmed">
          Applications, default access and owners are changed by owners and admins, once they can sign in through SAML.
        </Text>
      </>
    );
  }
  const owner = session.kind === 'operator' || session.member?.role === 'owner';
  return (
    <>
      <SamlSection company={company} mayChange={owner} />
      <ApplicationsSection company={company} />
      <DefaultsSection company={company} />
      <OwnersSection company={company} session={session} />
      {owner && <SessionsSection company={company} />}
      {owner && <SetupLinkSection company={company} />}
      <SignInsSection company={company} />
      {owner && <ChangesSection company={company} />}
    </>
  );
}
