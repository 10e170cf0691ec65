import 'reflect-metadata';
import { accountApiDescription } from '@luciq/account-http';

/** The description of the account API, for anyone who writes a client. */
export const accountApiPage = async (): Promise<string> =>
  `${JSON.stringify(await accountApiDescription(), null, 2)}\n`;
