import { Body, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyCommands, askedBy } from '../company/company-commands.ts';
import { EndSessionsBody, OpenSessionListView } from './open-sessions.dto.ts';
import { mustOwn } from '../auth/must-own.ts';
import { Needs } from '../auth/needs.ts';
import { OpenSessions } from './open-sessions.ts';

/** Who is signed in to a company's console, and the off switch. */
@ApiTags('sessions')
@AccountController('/companies/:companyId/sessions')
export class CompanySessionsController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(OpenSessions) private readonly open: OpenSessions,
  ) {}

  @Get()
  @Needs('company')
  @ApiOperation({ summary: 'Who is signed in, members and whoever opened a set-up link. Of the members, only owners can.' })
  @ApiOkResponse({ type: OpenSessionListView })
  async list(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand): Promise<OpenSessionListView> {
    mustOwn(caller);
    return { sessions: await this.open.list(id, caller) };
  }

  @Post('end')
  @HttpCode(204)
  @Needs('company')
  @ApiOperation({ summary: 'Sign everybody of the company out, whoever asks included, or one member; links that were not used yet are dead. Of the members, only owners can.' })
  @ApiNoContentResponse({ description: 'Within a second no gateway lets them in.' })
  async endAll(@FromCaller() caller: Caller, @TheCompany() { id: companyId }: CompanyAtHand, @RequestId() requestId: string, @Body() body: EndSessionsBody): Promise<void> {
    mustOwn(caller);
    await this.companies.run({ type: 'EndSessions', context: askedBy({ caller, companyId, requestId }), userId: body.userId ?? null });
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Needs('company')
  @ApiOperation({ summary: 'End one session. Of the members, only owners can.' })
  @ApiNoContentResponse()
  async end(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @Param('sessionId') sessionId: string): Promise<void> {
    mustOwn(caller);
    await this.open.end(id, sessionId);
  }
}

/** Operators who are signed in. */
@ApiTags('sessions')
@AccountController('/operator-sessions')
export class OperatorSessionsController {
  constructor(@Inject(OpenSessions) private readonly open: OpenSessions) {}

  @Get()
  @Needs('operations')
  @ApiOperation({ summary: 'Operators who are signed in to the console.' })
  @ApiOkResponse({ type: OpenSessionListView })
  async list(@FromCaller() caller: Caller): Promise<OpenSessionListView> {
    return { sessions: await this.open.list(null, caller) };
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Needs('operations')
  @ApiOperation({ summary: 'End the session of an operator. A credential that is known to others has to leave LUCIQ_ACCOUNT_CREDENTIALS, too.' })
  @ApiNoContentResponse()
  end(@Param('sessionId') sessionId: string): Promise<void> {
    return this.open.end(null, sessionId);
  }
}
