import { Controller, Inject, UseGuards } from '@nestjs/common';
import { CompanyGuard } from './company.guard.ts';
import { SCIM_PATH } from './endpoints.ts';
import { ResourceController } from './resource.controller.ts';
import { UserRequests } from './user-requests.ts';

/** `/Users`. */
@Controller(`${SCIM_PATH}/Users`)
@UseGuards(CompanyGuard)
export class UsersController extends ResourceController {
  constructor(@Inject(UserRequests) protected readonly requests: UserRequests) {
    super();
  }
}
