import 'reflect-metadata';
import { accountApi } from '@luciq/account-http';

/** The description of the account API, for whoever writes a client. */
export const accountApiPage = async (): Promise<string> => `${JSON.stringify(await accountApi(), null, 2)}\n`;
