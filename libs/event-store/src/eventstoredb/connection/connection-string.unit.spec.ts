import { describe, expect, it } from '@jest/globals';
import { KEEP_ALIVE_MS, parseConnectionString } from './connection-string.ts';
import { EventStoreDbUnusable } from './failures.ts';

describe('A connection string', () => {
  it('names one node, plain or with TLS, with user and password', () => {
    expect(parseConnectionString('esdb://localhost?tls=false')).toMatchObject({
      nodes: { endpoint: { address: 'localhost', port: 2113 } },
      channel: { insecure: true },
    });
    const secure = parseConnectionString('esdb://ann:a%3Ab:c@db.example:2114/');
    expect(secure).toMatchObject({
      nodes: { endpoint: { address: 'db.example', port: 2114 } },
      channel: { insecure: false },
    });
    expect(secure.credentials).toEqual({ username: 'ann', password: 'a:b:c' });
  });

  it('names a cluster, whose leader is always asked', () => {
    expect(parseConnectionString('esdb://a:1,b:2?tls=false').nodes).toMatchObject({
      endpoints: [
        { address: 'a', port: 1 },
        { address: 'b', port: 2 },
      ],
      nodePreference: 'leader',
    });
    expect(parseConnectionString('esdb+discover://cluster.example?node_preference=leader').nodes).toMatchObject({
      discover: { address: 'cluster.example' },
      nodePreference: 'leader',
    });
  });

  it('keeps connections alive and lets failed appends throw, whatever is not said', () => {
    expect(parseConnectionString('esdb://a?tls=false').nodes).toMatchObject({
      keepAliveInterval: KEEP_ALIVE_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      throwOnAppendFailure: true,
    });
    expect(parseConnectionString('esdb://a?tls=false&keepAliveInterval=20000').nodes).toMatchObject({
      keepAliveInterval: 20_000,
    });
  });

  it.each([
    ['kurrentdb://host:2113', /write esdb:\/\/ instead of kurrentdb:\/\//],
    ['kurrentdb+discover://host', /write esdb\+discover:\/\//],
    ['esdb://ann:secret@host?tls=false', /with tls=false user and password would not be sent/],
    ['esdb://host?nodePreference=follower', /nodePreference must be leader/],
    ['esdb://host?throwOnAppendFailure=false', /throwOnAppendFailure out/],
    ['esdb://host?keepAliveInterval=-1', /keepAliveInterval must be a whole number from 10000 on/],
    ['esdb://host?tlsVerifyCert=false', /tlsCAFile/],
    ['esdb://host?tlsCAFile=/nowhere/ca.pem', /the file of tlsCAFile can't be read/],
    ['esdb://host?userCertFile=/nowhere/a.pem', /can't be read/],
    ['esdb://host?tsl=false', /not known here, tsl/],
    ['esdb://host?tls=no', /tls must be true or false/],
    ['esdb+discover://a,b', /takes one host/],
    ['esdb://ann@host', /user:password@/],
    ['esdb://a b:1?tls=false', /name:port/],
    ['http://host', /must look like esdb:\/\//],
  ])('%s is refused with a sentence', (text, sentence) => {
    expect(() => parseConnectionString(text)).toThrow(EventStoreDbUnusable);
    expect(() => parseConnectionString(text)).toThrow(sentence);
  });

  it('is not repeated in a sentence, for it may hold a password', () => {
    expect(() => parseConnectionString('esdb://ann:secret@host?nonsense=1')).toThrow(/^(?!.*secret).*$/);
  });
});
