import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Scope } from '@luciq/access';
import type { CommandContext, Company, SessionRevisions } from '@luciq/domain';
import type { Actor } from '@luciq/events';
import type { Session } from '@luciq/gateway-store';
import { commandContext } from '@luciq/provisioning';

/** A member of a company who has signed in, and is an owner or administrator at this moment. */
export interface MemberCaller {
  readonly kind: 'member';
  /** As its stream told when the request came. */
  readonly company: Company;
  readonly userId: string;
  readonly userName: string;
  readonly displayName: string | null;
  readonly role: 'owner' | 'admin';
  readonly session: Session;
  readonly revisions: SessionRevisions;
}

/** The session of a set-up link. */
export interface SetupCaller {
  readonly kind: 'setup';
  /** As its stream told when the request came. */
  readonly company: Company;
  readonly linkId: string;
  readonly session: Session;
  readonly revisions: SessionRevisions;
}

/** An operator of Luciq in the console. */
export interface OperatorCaller {
  readonly kind: 'operator';
  /** Of the credential that the session was opened with. */
  readonly name: string;
  readonly session: Session;
}

/** A program with a credential, such as Luciq's back end. */
export interface ServiceCaller {
  readonly kind: 'service';
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Who asks something of the account API. */
export type Caller = MemberCaller | SetupCaller | OperatorCaller | ServiceCaller;

/** What AuthGuard found out about a request. */
export interface KnownRequest extends FastifyRequest {
  caller?: Caller;
  /** A session that was found to be good no more. */
  endedSession?: Session;
  /** The company of the address may be there, and is not the caller's. */
  askedForOtherCompany?: boolean;
  /** That of the address, as its stream tells at this moment. */
  company?: Company;
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the guard found nothing of the kind: see what the route needs');
  return value;
}

const requestOf = (context: ExecutionContext): KnownRequest => context.switchToHttp().getRequest<KnownRequest>();

/** Parameter: who asks. */
export const TheCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  found(requestOf(context).caller),
);

/** Parameter: the company of the address. For routes with `:companyId`. */
export const TheCompany = createParamDecorator((_: unknown, context: ExecutionContext): Company =>
  found(requestOf(context).company),
);

/** Parameter: what a command of this request carries. For routes with `:companyId`. */
export const TheContext = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
  const { caller, company, id } = requestOf(context);
  return contextOf(found(caller), found(company), id);
});

/** The caller as records name it. */
export function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case 'member':
      return { kind: 'member', id: caller.userId };
    case 'setup':
      return { kind: 'setup-link', id: caller.linkId };
    case 'operator':
      return { kind: 'operator', id: caller.name };
    case 'service':
      return { kind: 'service', id: caller.name };
  }
}

/** A company that a command is for; with the revision at which it was read for this request, so that it is not read again. */
export type CompanyToChange = Pick<Company, 'id'> & Partial<Pick<Company, 'revision'>>;

/** What a command of the caller to a company carries. It is decided only while the caller's session is good. */
export const contextOf = (
  caller: Caller,
  { id: companyId, revision }: CompanyToChange,
  requestId: string,
): CommandContext => ({
  ...commandContext({
    actor: actorOf(caller),
    companyId,
    ...(revision === undefined ? {} : { companyRevision: revision }),
    requestId,
  }),
  ...(caller.kind === 'member' || caller.kind === 'setup' ? { session: caller.revisions } : {}),
});
