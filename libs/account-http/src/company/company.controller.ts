import { Body, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyRegistration } from './company-registration.ts';
import { CompanyViews } from './company-views.ts';
import { ApplicationsBody, CompanyListView, CompanyView, DefaultsBody, RegisterCompanyBody } from './company.dto.ts';
import { Needs } from '../auth/needs.ts';

/** Companies, for Luciq itself and for its operators. */
@ApiTags('companies')
@AccountController('/companies')
export class CompaniesController {
  constructor(
    @Inject(CompanyRegistration) private readonly registration: CompanyRegistration,
    @Inject(CompanyViews) private readonly views: CompanyViews,
  ) {}

  @Get()
  @Needs('companies')
  @ApiOperation({ summary: 'Every company.' })
  @ApiOkResponse({ type: CompanyListView })
  list(): Promise<CompanyListView> {
    return this.views.companies();
  }

  @Post()
  @HttpCode(201)
  @Needs('companies')
  @ApiOperation({ summary: 'Make a company known, with its applications, defaults and first owner. Repeated with the same name it changes nothing.' })
  @ApiCreatedResponse({ type: CompanyView })
  async register(@FromCaller() caller: Caller, @RequestId() requestId: string, @Body() body: RegisterCompanyBody): Promise<CompanyView> {
    return this.views.company(body.id, await this.registration.register({ caller, requestId }, body));
  }
}

/** One company. */
@ApiTags('company')
@AccountController('/companies/:companyId')
export class CompanyController {
  constructor(
    @Inject(CompanyRegistration) private readonly registration: CompanyRegistration,
    @Inject(CompanyViews) private readonly views: CompanyViews,
  ) {}

  @Get()
  @Needs('company-setup')
  @ApiOperation({ summary: 'The company, and how far it is set up.' })
  @ApiOkResponse({ type: CompanyView })
  read(@TheCompany() { id, company }: CompanyAtHand): Promise<CompanyView> {
    return this.views.company(id, company);
  }

  @Put('applications')
  @Needs('company')
  @ApiOperation({ summary: 'Put another catalogue of applications in place of the one before.' })
  @ApiOkResponse({ type: CompanyView })
  async applications(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string, @Body() body: ApplicationsBody): Promise<CompanyView> {
    return this.views.company(id, await this.registration.changeApplications({ caller, companyId: id, requestId }, body.applications));
  }

  @Put('defaults')
  @Needs('company')
  @ApiOperation({ summary: 'Change the role and the applications of members who are given no others.' })
  @ApiOkResponse({ type: CompanyView })
  async defaults(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string, @Body() body: DefaultsBody): Promise<CompanyView> {
    return this.views.company(id, await this.registration.changeDefaults({ caller, companyId: id, requestId }, body));
  }
}
