import { Controller, Inject, UseGuards } from '@nestjs/common';
import { CompanyGuard } from './company.guard.ts';
import { SCIM_PATH } from './endpoints.ts';
import { GroupRequests } from './group-requests.ts';
import { ResourceController } from './resource.controller.ts';

/** `/Groups`. */
@Controller(`${SCIM_PATH}/Groups`)
@UseGuards(CompanyGuard)
export class GroupsController extends ResourceController {
  constructor(@Inject(GroupRequests) protected readonly requests: GroupRequests) {
    super();
  }
}
