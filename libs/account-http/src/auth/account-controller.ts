import { applyDecorators, Controller, UseGuards, UsePipes } from '@nestjs/common';
import { RequestPipe } from '../validation/request.pipe.ts';
import { AuthGuard } from './auth.guard.ts';

/** Where the account API begins. */
export const ACCOUNT_PATH = '/account/v1';

/** A controller of the account API: its routes declare with Needs whom they answer, and what they throw becomes a problem. */
export const AccountController = (path = ''): ClassDecorator =>
  applyDecorators(Controller(`${ACCOUNT_PATH}${path}`), UseGuards(AuthGuard), UsePipes(RequestPipe));
