import type { Provider, Type } from '@nestjs/common';
import { ActivityController } from './activity.controller.ts';
import { ChecklistController } from './checklist.controller.ts';
import { CompanyCommands } from './company-commands.ts';
import { CompanyRegistration } from './company-registration.ts';
import { CompanyViews } from './company-views.ts';
import { CompaniesController, CompanyController } from './company.controller.ts';
import { OpenSessions } from './ending/open-sessions.ts';
import { OwnSession } from './ending/own-session.ts';
import { CompanySessionsController, OperatorSessionsController } from './ending/sessions.controller.ts';
import { GroupPages } from './group-pages.ts';
import { GroupsController } from './groups.controller.ts';
import { Mappings } from './mappings.ts';
import { MemberPages } from './member-pages.ts';
import { MemberTimeline } from './member-timeline.ts';
import { MembersController } from './members.controller.ts';
import { OperationsController } from './operations.controller.ts';
import { OwnersController } from './owners.controller.ts';
import { RenamesController } from './renames/renames.controller.ts';
import { Renames } from './renames/renames.ts';
import { SamlEncryptionController } from './saml/encryption.controller.ts';
import { SamlSettingsController } from './saml-settings.controller.ts';
import { SecurityController } from './security/security.controller.ts';
import { ScimSwitchController } from './scim-switch.controller.ts';
import { SetupLinksController } from './setup-links.controller.ts';
import { TokensController } from './tokens.controller.ts';
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
