import { NavLink, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import {
  IconActivity,
  IconBuilding,
  IconHeartbeat,
  IconKey,
  IconListCheck,
  IconSettings,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { NavLink as RouterNavLink, useParams } from 'react-router';
import { useCompany } from '../api/company.ts';
import type { Session } from '../api/types.ts';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  /** Someone with a set-up link may go there too. */
  readonly setup?: boolean;
}

const COMPANY: readonly Place[] = [
  { to: '', label: 'Set up SCIM', icon: IconListCheck, setup: true },
  { to: '/members', label: 'Members', icon: IconUsers },
  { to: '/groups', label: 'Groups', icon: IconUsersGroup },
  { to: '/activity', label: 'Activity', icon: IconActivity },
  { to: '/tokens', label: 'Tokens', icon: IconKey, setup: true },
  { to: '/settings', label: 'Settings', icon: IconSettings, setup: true },
];

const OPERATIONS: readonly Place[] = [
  { to: '/operations', label: 'Operations', icon: IconHeartbeat },
  { to: '/operations/companies', label: 'Companies', icon: IconBuilding },
];

interface NavigationProps {
  readonly session: Session;
  readonly onNavigate: () => void;
}

/** Where one can go from here. */
export function Navigation({ session, onNavigate }: NavigationProps): ReactNode {
  const { id } = useParams();
  const companyId = id ?? session.company?.id;
  const places = COMPANY.filter(({ setup }) => session.kind !== 'setup' || setup);
  return (
    <nav aria-label="Console">
      {companyId !== undefined && (
        <>
          <CompanyName companyId={companyId} />
          <Places
            places={places.map((place) => ({ ...place, to: `/companies/${companyId}${place.to}` }))}
            onNavigate={onNavigate}
          />
        </>
      )}
      {session.kind === 'operator' && (
        <>
          <Text className="nav-heading">Operators</Text>
          <Places places={OPERATIONS} onNavigate={onNavigate} />
        </>
      )}
    </nav>
  );
}

function CompanyName({ companyId }: { readonly companyId: string }): ReactNode {
  const company = useCompany(companyId);
  return (
    <Text className="nav-heading" truncate title={company.data?.name}>
      {company.data?.name ?? companyId}
    </Text>
  );
}

function Places({
  places,
  onNavigate,
}: {
  readonly places: readonly Place[];
  readonly onNavigate: () => void;
}): ReactNode {
  return places.map(({ to, label, icon: PlaceIcon }) => (
    <NavLink
      key={to}
      component={RouterNavLink}
      to={to}
      end={!/\/(members|groups)$/.test(to)}
      label={label}
      className="nav-link"
      leftSection={<PlaceIcon size={18} stroke={1.7} aria-hidden />}
      onClick={onNavigate}
    />
  ));
}
