import type { Type } from '@nestjs/common';
import { ActivityController } from './activity/activity.controller.ts';
import { CompaniesController, CompanyController } from './company/company.controller.ts';
import { GroupsController } from './groups/groups.controller.ts';
import { MembersController } from './members/members.controller.ts';
import { RenamesController } from './members/renames.controller.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { OwnersController } from './owners/owners.controller.ts';
import { SamlEncryptionController } from './saml/encryption.controller.ts';
import { SamlSettingsController } from './saml/saml-settings.controller.ts';
import { ScimSwitchController } from './scim/scim-switch.controller.ts';
import { SecurityController } from './security/security.controller.ts';
import { CompanySessionsController, OperatorSessionsController } from './sessions/open-sessions.controller.ts';
import { SessionController } from './sessions/session.controller.ts';
import { ChecklistController } from './setup/checklist.controller.ts';
import { SetupLinksController } from './setup/setup-links.controller.ts';
import { TokensController } from './tokens/tokens.controller.ts';

/** The routes of the account API that its description has. */
export const DESCRIBED_CONTROLLERS: readonly Type[] = [
  SessionController,
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
