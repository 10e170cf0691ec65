import { Controller, Get, UseGuards } from '@nestjs/common';
import { listResponse } from '@luciq/scim';
import { Answered, notFound } from './answer.ts';
import { CompanyGuard } from './company.guard.ts';
import { SCIM_PATH } from './endpoints.ts';

/** `/Groups`: no company has one yet, and an import may read that. Pushing one is answered 405. */
@Controller(`${SCIM_PATH}/Groups`)
@UseGuards(CompanyGuard)
export class GroupsController {
  @Get()
  list(): string {
    return JSON.stringify(listResponse({ totalResults: 0, startIndex: 1, resources: [] }));
  }

  @Get(':id')
  read(): never {
    throw new Answered(notFound());
  }
}
