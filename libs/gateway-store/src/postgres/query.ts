import type pg from 'pg';
import { GatewayStoreUnavailable } from '../port.ts';

/** Schema of everything that gateways share. */
export const SCHEMA = 'luciq_gateway';

/** The statements are this library's own: what fails is the engine. */
export async function answered<Row extends pg.QueryResultRow>(query: Promise<pg.QueryResult<Row>>): Promise<readonly Row[]> {
  try {
    return (await query).rows;
  } catch (error) {
    throw new GatewayStoreUnavailable('the database of the gateways did not answer', { cause: error });
  }
}
