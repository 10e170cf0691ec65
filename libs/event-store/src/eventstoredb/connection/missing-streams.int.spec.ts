import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreDbDouble } from '@luciq/test-engines/eventstoredb';
import { Connection } from './connection.ts';

describe('A read of a stream that is not there', () => {
  const format = Error.prepareStackTrace;
  let double: EventStoreDbDouble;
  let connection: Connection;
  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
    connection = new Connection({
      connectionString: double.connectionString,
      appendTimeoutMs: 5_000,
      readTimeoutMs: 5_000,
    });
  });
  afterAll(async () => {
    Error.prepareStackTrace = format;
    await connection.close();
    await double.stop();
  });

  it('answers nothing, and costs no error with a stack', async () => {
    const formatted: string[] = [];
    Error.prepareStackTrace = (error) => {
      formatted.push(error.name);
      return '';
    };
    expect(await connection.readStream('luciq/nowhere')).toEqual([]);
    expect(await connection.newestOf('luciq/nowhere')).toBeNull();
    // The client lets go of a read only after it has ended.
    await new Promise((resolve) => setImmediate(resolve));
    Error.prepareStackTrace = format;
    expect(formatted).toEqual([]);
  });
});
