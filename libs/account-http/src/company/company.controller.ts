import { Body, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { RequestId } from '@luciq/http';
import { AccountController } from '../auth/account-controller.ts';
import type { Caller } from '../auth/caller.ts';
import { TheCaller, TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { ApplicationsBody, CompanyListView, CompanyView, DefaultsBody, RegisterCompanyBody } from './company.dto.ts';
import { CompanyRegistration } from './company-registration.ts';
import { CompanyViews } from './company-views.ts';

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
  @ApiOperation({
    summary:
      'Make a company known, with its applications, defaults and first owner. Repeated with the same name it changes nothing.',
  })
  @ApiCreatedResponse({ type: CompanyView })
  async register(
    @TheCaller() caller: Caller,
    @RequestId() requestId: string,
    @Body() body: RegisterCompanyBody,
  ): Promise<CompanyView> {
    return this.views.company(await this.registration.register({ caller, requestId }, body));
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
  read(@TheCompany() company: Company): Promise<CompanyView> {
    return this.views.company(company);
  }

  @Put('applications')
  @Needs('company')
  @ApiOperation({ summary: 'Put another catalogue of applications in place of the one before.' })
  @ApiOkResponse({ type: CompanyView })
  async applications(@TheContext() context: CommandContext, @Body() body: ApplicationsBody): Promise<CompanyView> {
    return this.views.company(await this.registration.changeApplications(context, body.applications));
  }

  @Put('defaults')
  @Needs('company')
  @ApiOperation({ summary: 'Change the role and the applications of members who are given no others.' })
  @ApiOkResponse({ type: CompanyView })
  async defaults(@TheContext() context: CommandContext, @Body() body: DefaultsBody): Promise<CompanyView> {
    return this.views.company(await this.registration.changeDefaults(context, body));
  }
}
