import { Controller, Inject, UseGuards } from '@nestjs/common';
import { CompanyGuard } from '../auth/company.guard.ts';
import { ResourceController } from '../resources/resource.controller.ts';
import { SCIM_PATH } from '../scim-path.ts';
import { UserRequests } from './user-requests.ts';

/** `/Users`. */
@Controller(`${SCIM_PATH}/Users`)
@UseGuards(CompanyGuard)
export class UsersController extends ResourceController {
  constructor(@Inject(UserRequests) protected readonly requests: UserRequests) {
    super();
  }
}
