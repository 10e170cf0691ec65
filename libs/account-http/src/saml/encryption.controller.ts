import { Delete, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyCommands, askedBy } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { CompanyView } from '../company/company.dto.ts';
import { mustOwn } from '../auth/must-own.ts';
import { Needs } from '../auth/needs.ts';
import { problem } from '../problem/problem.ts';
import { SamlEncryptionKeys } from './encryption-keys.ts';

/** Whether the identity provider of a company may encrypt assertions for it. */
@ApiTags('saml')
@AccountController('/companies/:companyId/saml/encryption')
export class SamlEncryptionController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(SamlEncryptionKeys) private readonly keys: SamlEncryptionKeys,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Offer a certificate to encrypt assertions for, in the metadata; one that is offered already stays. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async offer(@FromCaller() caller: Caller, @TheCompany() { id, company }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    mustOwn(caller);
    if (company.samlEncryption) return this.views.company(id, company);
    const made = await this.keys.make(id);
    if (made === null) throw problem('saml-key-not-set');
    return this.views.company(id, await this.companies.run({ type: 'OfferSamlEncryption', context: askedBy({ caller, companyId: id, requestId }), encryption: made }));
  }

  @Delete()
  @Needs('company-setup')
  @ApiOperation({ summary: 'Offer it no longer: what is encrypted for it is not read any more. The next one is another. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async withdraw(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    mustOwn(caller);
    return this.views.company(id, await this.companies.run({ type: 'WithdrawSamlEncryption', context: askedBy({ caller, companyId: id, requestId }) }));
  }
}
