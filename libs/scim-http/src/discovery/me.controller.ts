import { All, Controller, UseGuards } from '@nestjs/common';
import { ScimException, noMe } from '../error/scim-error.ts';
import { CompanyGuard } from '../auth/company.guard.ts';
import { SCIM_PATH } from '../scim-path.ts';

/** `/Me` (RFC 7644 section 3.11), which means nothing for a token of a company. */
@Controller(`${SCIM_PATH}/Me`)
@UseGuards(CompanyGuard)
export class MeController {
  @All()
  me(): never {
    throw new ScimException(noMe());
  }
}
