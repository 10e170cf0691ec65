import { readFileSync } from 'node:fs';
import type {
  ChannelCredentialOptions,
  Credentials,
  DNSClusterOptions,
  GossipClusterOptions,
  SingleNodeOptions,
} from '@eventstore/db-client';
import { EventStoreDbUnusable } from './failures.ts';

/** Between two pings of a connection, and for their answer, in milliseconds: a dead one is noticed within the sum. */
export const KEEP_ALIVE_MS = 10_000;

/** What the client is made from. */
export interface ConnectionSettings {
  readonly nodes: SingleNodeOptions | DNSClusterOptions | GossipClusterOptions;
  readonly channel: ChannelCredentialOptions;
  readonly credentials?: Credentials;
}

const FORM = /^(esdb(?:\+discover)?):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/;
const KURRENT = /^(kurrentdb|kurrent|kdb)(\+discover)?:\/\//;
const HOST = /^([^:\s]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?$/;
const DEFAULT_PORT = 2113;

/** Settings of the string, by the name without case, `_` and `-`. */
const NAMES = [
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'nodePreference',
] as const;
const NUMBERS = [
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
] as const;
const FLAT = new Map([...NAMES, ...NUMBERS].map((name) => [name.toLowerCase(), name]));

type Name = (typeof NAMES)[number] | (typeof NUMBERS)[number];

// The string may hold a password: no sentence repeats it.
const unusable = (what: string): EventStoreDbUnusable =>
  new EventStoreDbUnusable(`The connection string of the event store can't be used: ${what}.`);

function query(text: string): ReadonlyMap<Name, string> {
  const found = new Map<Name, string>();
  for (const pair of text.split('&').filter((one) => one !== '')) {
    const [key = '', value = ''] = pair.split('=');
    const flat = key.trim().toLowerCase().replaceAll(/[_-]/g, '');
    if (flat === 'throwonappendfailure') throw unusable('leave throwOnAppendFailure out, it must stay true');
    const name = FLAT.get(flat);
    if (name === undefined) throw unusable(`it has a setting that is not known here, ${key}`);
    found.set(name, decodeURIComponent(value.trim()));
  }
  return found;
}

function numbers(settings: ReadonlyMap<Name, string>): Partial<Record<(typeof NUMBERS)[number], number>> {
  return Object.fromEntries(
    NUMBERS.filter((name) => settings.has(name)).map((name) => {
      const value = Number(settings.get(name));
      const least = name.startsWith('keepAlive') ? KEEP_ALIVE_MS : 1;
      if (!Number.isInteger(value) || value < least) throw unusable(`${name} must be a whole number from ${least} on`);
      return [name, value];
    }),
  );
}

function hosts(text: string): readonly { readonly address: string; readonly port: number }[] {
  return text.split(',').map((one) => {
    const [, address, port] = HOST.exec(one.trim()) ?? [];
    if (address === undefined) throw unusable('a host must be written as name:port');
    return { address, port: port === undefined ? DEFAULT_PORT : Number(port) };
  });
}

function userOf(text: string | undefined): Credentials | undefined {
  if (text === undefined || text === '') return undefined;
  const colon = text.indexOf(':');
  if (colon < 1) throw unusable('user and password must be written as user:password@');
  return { username: decodeURIComponent(text.slice(0, colon)), password: decodeURIComponent(text.slice(colon + 1)) };
}

function file(settings: ReadonlyMap<Name, string>, name: Name): Buffer | undefined {
  const path = settings.get(name);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch {
    throw unusable(`the file of ${name} can't be read`);
  }
}

function channel(settings: ReadonlyMap<Name, string>): ChannelCredentialOptions {
  const tls = settings.get('tls') ?? 'true';
  if (tls !== 'true' && tls !== 'false') throw unusable('tls must be true or false');
  if (settings.has('tlsVerifyCert') && settings.get('tlsVerifyCert') !== 'true') {
    throw unusable("the client can't leave certificates unverified: name the authority by tlsCAFile");
  }
  const rootCertificate = file(settings, 'tlsCAFile');
  const userCertFile = file(settings, 'userCertFile');
  const userKeyFile = file(settings, 'userKeyFile');
  if ((userCertFile === undefined) !== (userKeyFile === undefined))
    throw unusable('userCertFile and userKeyFile go together');
  return {
    insecure: tls === 'false',
    ...(rootCertificate ? { rootCertificate } : {}),
    ...(userCertFile && userKeyFile ? { userCertFile, userKeyFile } : {}),
  };
}

/**
 * Reads a connection string. It is read here and not by `EventStoreDBClient.connectionString`, which takes no IPv6 address, cuts
 * passwords at a colon, lets slips pass with a line on the console that repeats the whole string, password included, and sends no
 * password over a plain connection and yet goes on. Throws EventStoreDbUnusable.
 */
export function parseConnectionString(text: string): ConnectionSettings {
  const kurrent = KURRENT.exec(text.trim());
  if (kurrent)
    throw unusable(
      `write esdb${kurrent[2] ?? ''}:// instead of ${kurrent[0]}, the client knows the server by its older name`,
    );
  const [, scheme, user, names, settingsText = ''] = FORM.exec(text.trim()) ?? [];
  if (scheme === undefined || names === undefined)
    throw unusable('it must look like esdb://user:password@host:2113?tls=true');
  const settings = query(settingsText);
  const preference = settings.get('nodePreference') ?? 'leader';
  if (preference !== 'leader') throw unusable('nodePreference must be leader: what was written is to be read at once');
  const credentials = userOf(user);
  const channelOptions = channel(settings);
  if (credentials && channelOptions.insecure)
    throw unusable('with tls=false user and password would not be sent: use TLS, or leave them out');
  const connectionName = settings.get('connectionName');
  const more = {
    keepAliveInterval: KEEP_ALIVE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    throwOnAppendFailure: true,
    ...numbers(settings),
    ...(connectionName === undefined ? {} : { connectionName }),
  };
  const [first, ...others] = hosts(names);
  if (!first) throw unusable('it names no host');
  const known = { channel: channelOptions, ...(credentials ? { credentials } : {}) };
  if (scheme === 'esdb+discover') {
    if (others.length > 0) throw unusable('esdb+discover:// takes one host');
    return { ...known, nodes: { ...more, discover: first, nodePreference: 'leader' } };
  }
  if (others.length > 0)
    return { ...known, nodes: { ...more, endpoints: [first, ...others], nodePreference: 'leader' } };
  return { ...known, nodes: { ...more, endpoint: first } };
}
