import { All, Controller, UseGuards } from '@nestjs/common';
import { Answered, noMe } from '../error/answer.ts';
import { CompanyGuard } from '../auth/company.guard.ts';
import { SCIM_PATH } from '../endpoints.ts';

/** `/Me` (RFC 7644 section 3.11), which means nothing for a token of a company. */
@Controller(`${SCIM_PATH}/Me`)
@UseGuards(CompanyGuard)
export class MeController {
  @All()
  me(): never {
    throw new Answered(noMe());
  }
}
