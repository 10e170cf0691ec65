import { Body, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import type { Caller } from '../auth/caller.ts';
import { TheCaller, TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { OpenSessions } from './open-sessions.ts';
import { EndSessionsBody, OpenSessionListView } from './session.dto.ts';

/** Who is signed in to a company's console, and the off switch. */
@ApiTags('sessions')
@AccountController('/companies/:companyId/sessions')
export class CompanySessionsController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(OpenSessions) private readonly open: OpenSessions,
  ) {}

  @Get()
  @Needs('owner')
  @ApiOperation({
    summary: 'Who is signed in, members and anyone who opened a set-up link. Of the members, only owners can.',
  })
  @ApiOkResponse({ type: OpenSessionListView })
  async list(@TheCaller() caller: Caller, @TheCompany() { id }: Company): Promise<OpenSessionListView> {
    return { sessions: await this.open.list(id, caller) };
  }

  @Post('end')
  @HttpCode(204)
  @Needs('owner')
  @ApiOperation({
    summary:
      'Sign everybody of the company out, the caller included, or one member; links that were not used yet are dead. Of the members, only owners can.',
  })
  @ApiNoContentResponse({ description: 'Within a second no gateway lets them in.' })
  async endAll(@TheContext() context: CommandContext, @Body() body: EndSessionsBody): Promise<void> {
    await this.companies.run({ type: 'EndSessions', context, userId: body.userId ?? null });
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Needs('owner')
  @ApiOperation({ summary: 'End one session. Of the members, only owners can.' })
  @ApiNoContentResponse()
  async end(@TheCompany() { id }: Company, @Param('sessionId') sessionId: string): Promise<void> {
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
  async list(@TheCaller() caller: Caller): Promise<OpenSessionListView> {
    return { sessions: await this.open.list(null, caller) };
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Needs('operations')
  @ApiOperation({
    summary:
      'End the session of an operator. A credential that is known to others has to leave LUCIQ_ACCOUNT_CREDENTIALS, too.',
  })
  @ApiNoContentResponse()
  end(@Param('sessionId') sessionId: string): Promise<void> {
    return this.open.end(null, sessionId);
  }
}
