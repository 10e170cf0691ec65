import type { Provider, Type } from '@nestjs/common';
import { ActivityController } from './activity/activity.controller.ts';
import { ChecklistController } from './setup/checklist.controller.ts';
import { CompanyCommands } from './company/company-commands.ts';
import { CompanyRegistration } from './company/company-registration.ts';
import { CompanyViews } from './company/company-views.ts';
import { CompaniesController, CompanyController } from './company/company.controller.ts';
import { OpenSessions } from './sessions/open-sessions.ts';
import { OwnSession } from './sessions/own-session.ts';
import { CompanySessionsController, OperatorSessionsController } from './sessions/open-sessions.controller.ts';
import { GroupPages } from './groups/group-pages.ts';
import { GroupsController } from './groups/groups.controller.ts';
import { Mappings } from './groups/mappings.ts';
import { MemberPages } from './members/member-pages.ts';
import { MemberTimeline } from './members/member-timeline.ts';
import { MembersController } from './members/members.controller.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { OwnersController } from './owners/owners.controller.ts';
import { RenamesController } from './members/renames.controller.ts';
import { Renames } from './members/renames.ts';
import { SamlEncryptionController } from './saml/encryption.controller.ts';
import { SamlSettingsController } from './saml/saml-settings.controller.ts';
import { SecurityController } from './security/security.controller.ts';
import { ScimSwitchController } from './scim/scim-switch.controller.ts';
import { SetupLinksController } from './setup/setup-links.controller.ts';
import { TokensController } from './tokens/tokens.controller.ts';
import { WaitingRows } from './waiting-rows.ts';

/** Every route about companies, and that of operations. */
export const COMPANY_CONTROLLERS: readonly Type[] = [
  CompaniesController,
  CompanyController,
  SamlSettingsController,
  SamlEncryptionController,
  ScimSwitchController,
  TokensController,
  SetupLinksController,
  CompanySessionsController,
  OperatorSessionsController,
  OwnersController,
  RenamesController,
  MembersController,
  GroupsController,
  ActivityController,
  SecurityController,
  ChecklistController,
  OperationsController,
];

/** What those routes work with. */
export const COMPANY_PROVIDERS: readonly Provider[] = [
  CompanyCommands,
  CompanyRegistration,
  CompanyViews,
  WaitingRows,
  MemberPages,
  MemberTimeline,
  GroupPages,
  Mappings,
  OpenSessions,
  OwnSession,
  Renames,
];
