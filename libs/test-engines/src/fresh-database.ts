import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database that one spec has for itself. */
export interface FreshDatabase {
  readonly url: string;
  /** Removes it, and ends the connections to it. */
  drop(): Promise<void>;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes an empty database on the server of an address. */
export async function freshDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `luciq_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(serverUrl, `drop database if exists ${name} with (force)`) };
}
