import { Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountController } from '../auth/account-controller.ts';
import { Needs } from '../auth/needs.ts';
import { OPERATIONS } from '../injection-tokens.ts';
import { problem } from '../problem/problem.ts';
import { OperationsView } from './operations.dto.ts';
import type { OperationsPort } from './operations-port.ts';

/** How the service is doing, for its operators. */
@ApiTags('operations')
@AccountController('/operations')
export class OperationsController {
  constructor(@Inject(OPERATIONS) private readonly operations: OperationsPort) {}

  @Get()
  @Needs('operations')
  @ApiOperation({ summary: 'Pumps, companies whose rows stand still, and the rebuild.' })
  @ApiOkResponse({ type: OperationsView })
  async read(): Promise<OperationsView> {
    const [pumps, parked] = await Promise.all([this.operations.pumps(), this.operations.parked()]);
    return { pumps, parked, rebuild: this.operations.rebuildState() };
  }

  @Post('parked/:parkedId/resume')
  @HttpCode(204)
  @Needs('operations')
  @ApiOperation({ summary: 'Read a parked company from the log and let it go on.' })
  @ApiNoContentResponse()
  async resume(@Param('parkedId') companyId: string): Promise<void> {
    const answer = await this.operations.resume(companyId);
    if (answer.kind === 'not-parked') throw problem('not-parked');
    if (answer.kind === 'refused') throw problem('still-parked');
  }

  @Post('rebuild')
  @HttpCode(202)
  @Needs('operations')
  @ApiOperation({ summary: 'Make the rows anew from the log, in the background.' })
  @ApiAcceptedResponse()
  rebuild(): void {
    if (!this.operations.startRebuild()) throw problem('rebuild-running');
  }
}
