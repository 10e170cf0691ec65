import type { Metadata } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { DoubleLog } from './double-log.ts';
import type { RpcError } from './protocol.ts';
import { rpcError } from './protocol.ts';

/** A user of the double. Members of `$admins` may do everything. */
export interface DoubleUser {
  readonly password: string;
  readonly groups?: readonly string[];
}

/** What a user wants of a stream. */
export type Wanted = 'read' | 'write' | 'delete';

type AccessList = Readonly<Record<string, string | readonly string[] | undefined>>;

const OPEN: AccessList = { $r: '$all', $w: '$all', $d: '$all', $mr: '$all', $mw: '$all' };
const ADMINS: AccessList = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };
const KEYS: Readonly<Record<Wanted, string>> = { read: '$r', write: '$w', delete: '$d' };
const META_KEYS: Readonly<Record<Wanted, string>> = { read: '$mr', write: '$mw', delete: '$mw' };

/** What a server says to a wrong password: no word of the exception. */
const UNAUTHENTICATED: RpcError = { code: status.UNAUTHENTICATED, details: 'Unauthenticated' };

/**
 * Who may do what, by a server's rules: a stream's own list in its metadata (`$$` and its name), else the default list in `$settings`, of which there are
 * one for streams whose names begin with `$` and one for all others, else what a new server has: everybody may do everything but with `$` streams and `$all`.
 */
export class Access {
  private readonly log: DoubleLog;
  private readonly users: ReadonlyMap<string, DoubleUser> | null;

  /** Without users everybody may do everything, as on a server that was started insecure. */
  constructor(log: DoubleLog, users: Readonly<Record<string, DoubleUser>> | undefined) {
    this.log = log;
    this.users = users ? new Map(Object.entries(users)) : null;
  }

  /** The server's answer to a caller who may not do this; null where the caller may. */
  refusal(metadata: Metadata, stream: string, wanted: Wanted): RpcError | null {
    if (!this.users) return null;
    const [, given = ''] = /^Basic (.+)$/.exec(String(metadata.get('authorization')[0] ?? '')) ?? [];
    const denied = rpcError(status.PERMISSION_DENIED, 'access-denied');
    if (given === '') return denied;
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(given, 'base64').toString('utf8')) ?? [];
    const user = this.users.get(name);
    if (user?.password !== password) return UNAUTHENTICATED;
    const roles = [name, '$all', ...(user.groups ?? [])];
    if (roles.includes('$admins')) return null;
    const isMeta = stream.startsWith('$$');
    const allowed = this.list(isMeta ? stream.slice(2) : stream)[(isMeta ? META_KEYS : KEYS)[wanted]];
    return [allowed ?? []].flat().some((role) => roles.includes(role)) ? null : denied;
  }

  private list(stream: string): AccessList {
    const isSystem = stream.startsWith('$');
    const usual = this.newest('$settings')[isSystem ? '$systemStreamAcl' : '$userStreamAcl'] as AccessList | undefined;
    return {
      ...(isSystem ? ADMINS : OPEN),
      ...usual,
      ...(this.newest(`$$${stream}`)['$acl'] as AccessList | undefined),
    };
  }

  private newest(stream: string): Readonly<Record<string, unknown>> {
    const events = this.log.stream(stream);
    const newest = typeof events === 'string' ? undefined : events?.at(-1);
    return newest ? (JSON.parse(Buffer.from(newest.data).toString('utf8')) as Record<string, unknown>) : {};
  }
}
