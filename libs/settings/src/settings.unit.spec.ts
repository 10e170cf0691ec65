import { describe, expect, it } from '@jest/globals';
import {
  databaseAwaySentence,
  databaseSentence,
  DatabaseSettings,
  EventStoreSettings,
  HttpSettings,
  KafkaSettings,
  OperationsSettings,
  publicUrl,
  readSettings,
  trustedProxies,
  WrongSetting,
} from './index.ts';

const CLASSES: readonly (new () => object)[] = [
  HttpSettings,
  OperationsSettings,
  EventStoreSettings,
  KafkaSettings,
  DatabaseSettings,
];

const REQUIRED = {
  LUCIQ_EVENT_STORE_URL: 'esdb://localhost:2113?tls=false',
  LUCIQ_KAFKA_BROKERS: 'localhost:9092',
  LUCIQ_DATABASE_URL: 'postgres://luciq@localhost:5432/luciq',
};

const readAll = (environment: NodeJS.ProcessEnv): void => CLASSES.forEach((type) => readSettings(type, environment));

describe('settings', () => {
  it('need nothing but the engines', () => {
    expect(() => readAll(REQUIRED)).not.toThrow();
    expect(readSettings(KafkaSettings, REQUIRED)).toMatchObject({
      LUCIQ_KAFKA_PARTITIONS: 12,
      LUCIQ_KAFKA_TLS: 'false',
    });
  });

  it('that are empty count as not set', () => {
    expect(readSettings(HttpSettings, { PORT: '', HOST: '' })).toEqual(readSettings(HttpSettings, {}));
  });

  it.each(Object.keys(REQUIRED))('say that %s is not set', (name) => {
    expect(() => readAll({ ...REQUIRED, [name]: '' })).toThrow(new RegExp(`^${name} is not set: it must be .+\\.$`));
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '3e3'],
    ['HOST', 'a b'],
    ['HOST', '0.0.0.0'],
    ['HOST', '::'],
    ['HOST', '192.168.1.5'],
    ['HOST', 'scim.example.com'],
    ['LUCIQ_PUBLIC_URL', 'ftp://x'],
    ['LUCIQ_PUBLIC_URL', 'http://scim.example.com'],
    ['LUCIQ_PUBLIC_URL', 'https:evil.example.com'],
    ['LUCIQ_PUBLIC_URL', 'https://user:pw@scim.example.com'],
    ['LUCIQ_PUBLIC_URL', 'https://scim.example.com/?a=b'],
    ['LUCIQ_PUBLIC_URL', 'https://scim.example.com/#a'],
    ['LUCIQ_PUBLIC_URL', 'https://scim.example.com/scim/v2'],
    ['LUCIQ_PUBLIC_URL', 'https://scim.exam\r\nple.com'],
    ['LUCIQ_ALLOW_PLAIN_HTTP', 'yes'],
    ['LUCIQ_OPERATIONS_PORT', '-1'],
    ['LUCIQ_EVENT_STORE_URL', 'kurrentdb://localhost'],
    ['LUCIQ_CLAIM_KEY', 'short'],
    ['LUCIQ_EVENT_STORE_TIMEOUT_MS', '1'],
    ['LUCIQ_KAFKA_BROKERS', 'http://kafka'],
    ['LUCIQ_KAFKA_SASL', 'gssapi'],
    ['LUCIQ_KAFKA_PARTITIONS', '0'],
    ['LUCIQ_KAFKA_BROKERS', '127.0.0.1:99999'],
    ['LUCIQ_DATABASE_URL', 'mysql://x'],
    ['LUCIQ_DATABASE_URL', 'postgres://u:pa%ss@h/x'],
    ['LUCIQ_DATABASE_URL', 'postgres://127.0.0.1:99999/x'],
    ['LUCIQ_DATABASE_URL', 'postgres://u:p@h/x?sslmode=no-verify'],
    ['LUCIQ_DATABASE_URL', 'postgres://u:p@h/x?a=b&uselibpqcompat=true&sslmode=require'],
    ['LUCIQ_DATABASE_POOL', 'many'],
  ])('refuse %s=%s in one sentence that names it and does not repeat the value', (name, value) => {
    let thrown: unknown;
    try {
      readAll({ ...REQUIRED, [name]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WrongSetting);
    expect(String((thrown as Error).message)).toMatch(new RegExp(`^${name} .+\\.$`));
  });

  it('have a sentence for a database that cannot be used, however deep the driver said so', () => {
    const said = Object.assign(new Error('password authentication failed for user "secret"'), { code: '28P01' });
    expect(databaseSentence(new Error('did not answer', { cause: said }))).toMatch(
      /^PostgreSQL refuses the password\. Check LUCIQ_DATABASE_URL\.$/,
    );
    expect(databaseSentence(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))).toBeNull();
    expect(databaseSentence('nothing')).toBeNull();
  });

  it.each([
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /^The certificate of PostgreSQL is of an authority that is not trusted here\. .*sslrootcert/,
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /^The certificate of PostgreSQL is not for the name/],
    ['CERT_HAS_EXPIRED', /^The certificate of PostgreSQL is not valid today/],
  ])('have a sentence for a database that is not reached by TLS: %s', (code, sentence) => {
    expect(
      databaseSentence(new Error('did not answer', { cause: Object.assign(new Error('failed'), { code }) })),
    ).toMatch(sentence);
  });

  it('have a sentence for a database without TLS, and others for one that is away', () => {
    expect(databaseSentence(new Error('The server does not support SSL connections'))).toMatch(
      /^PostgreSQL speaks without TLS where TLS is expected\./,
    );
    const away = (code: string) =>
      databaseAwaySentence(new Error('did not answer', { cause: Object.assign(new Error('failed'), { code }) }));
    expect([away('ECONNREFUSED'), away('ENOTFOUND'), away('28P01')]).toEqual([
      expect.stringMatching(/^Nothing listens where PostgreSQL should be/),
      expect.stringMatching(/^The host of PostgreSQL/),
      null,
    ]);
  });

  it('believes the proxies that are listed, and nobody who would be everybody', () => {
    const proxies = (list?: string): readonly string[] =>
      trustedProxies(readSettings(HttpSettings, list === undefined ? {} : { LUCIQ_TRUSTED_PROXIES: list }));
    expect([proxies(), proxies('10.0.0.5, 10.1.0.0/16,2001:db8::/32')]).toEqual([
      [],
      ['10.0.0.5', '10.1.0.0/16', '2001:db8::/32'],
    ]);
    for (const wrong of ['0.0.0.0/0', '::/0', 'proxy.example', '10.0.0.5/33', '10.0.0.5/', '10.0.0.1/8/8', ',', 'true'])
      expect(() => proxies(wrong)).toThrow(/^LUCIQ_TRUSTED_PROXIES must be a list/);
  });

  it('let other machines in where it is said under which address they come, or plain http is allowed', () => {
    const read = (more: NodeJS.ProcessEnv): HttpSettings => readSettings(HttpSettings, { HOST: '0.0.0.0', ...more });
    expect(() => read({})).toThrow(
      'HOST lets other machines in, so LUCIQ_PUBLIC_URL must be set to the https address under which they come; where nobody else is on the network, LUCIQ_ALLOW_PLAIN_HTTP=true lets it be http.',
    );
    expect(() => read({ LUCIQ_PUBLIC_URL: 'http://scim.example.com' })).toThrow(
      /^LUCIQ_PUBLIC_URL must be an https address/,
    );
    expect(publicUrl(read({ LUCIQ_PUBLIC_URL: 'https://scim.example.com' }), 81)).toBe('https://scim.example.com');
    expect(publicUrl(read({ LUCIQ_PUBLIC_URL: 'http://localhost:81' }), 81)).toBe('http://localhost:81');
    expect(publicUrl(read({ LUCIQ_ALLOW_PLAIN_HTTP: 'true' }), 81)).toBe('http://0.0.0.0:81');
    for (const HOST of ['localhost', '127.0.0.2', '::1']) expect(() => read({ HOST })).not.toThrow();
  });

  it('give the address that clients use', () => {
    expect(publicUrl(readSettings(HttpSettings, { HOST: '::1' }), 81)).toBe('http://[::1]:81');
    expect(publicUrl(readSettings(HttpSettings, { LUCIQ_PUBLIC_URL: 'https://scim.example.com/' }), 81)).toBe(
      'https://scim.example.com',
    );
    expect(publicUrl(readSettings(HttpSettings, { LUCIQ_PUBLIC_URL: 'HTTPS://Scim.Example.com:443' }), 81)).toBe(
      'https://scim.example.com',
    );
    for (const own of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
      expect(publicUrl(readSettings(HttpSettings, { LUCIQ_PUBLIC_URL: own }), 81)).toBe(own);
    expect(
      publicUrl(
        readSettings(HttpSettings, { LUCIQ_PUBLIC_URL: 'http://scim.local', LUCIQ_ALLOW_PLAIN_HTTP: 'true' }),
        81,
      ),
    ).toBe('http://scim.local');
  });
});
