import { Controller, Inject, UseGuards } from '@nestjs/common';
import { CompanyGuard } from '../auth/company.guard.ts';
import { ResourceController } from '../resources/resource.controller.ts';
import { SCIM_PATH } from '../scim-path.ts';
import { GroupRequests } from './group-requests.ts';

/** `/Groups`. */
@Controller(`${SCIM_PATH}/Groups`)
@UseGuards(CompanyGuard)
export class GroupsController extends ResourceController {
  constructor(@Inject(GroupRequests) protected readonly requests: GroupRequests) {
    super();
  }
}
