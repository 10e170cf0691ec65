import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { createParamDecorator, Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { RefusedToken } from '@luciq/access';
import { TokenGate } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { SECURITY_LOG } from '@luciq/http';
import { ChangeCompany, commandContext } from '@luciq/provisioning';
import { isEngineAway } from '@luciq/service';
import type { SecurityLog } from '@luciq/telemetry';
import type { ActivityFacts } from '../activity/action.ts';
import { noFacts } from '../activity/action.ts';
import { heldBack, ScimException, tooManyRequests, unauthorized } from '../error/scim-error.ts';
import { RateLimit } from './rate-limit.ts';

/** For whom a request speaks. */
export interface ScimClient {
  readonly companyId: string;
  readonly tokenId: string;
  readonly company: Company;
  /** True where the company was read for this request, not remembered. */
  readonly isFresh: boolean;
  readonly requestId: string;
  readonly activity: ActivityFacts;
  /** The same at this moment, for a request that takes long. Throws ScimException where the token speaks for the company no longer, or SCIM is paused. */
  readonly confirm: () => Promise<ScimClient>;
}

/** A request; with a client once its token has spoken for a company, whether or not it is then let in. */
export interface AdmittedRequest extends FastifyRequest {
  client?: ScimClient;
  /** The token of a company that opened nothing, for the counts of refused requests. */
  refusedToken?: RefusedToken;
}

/**
 * Lets a request in if its token speaks for a company with SCIM enabled that is within its rate, and says which
 * (RFC 7644 section 2). Of a paused company it lets reads in.
 */
@Injectable()
export class CompanyGuard implements CanActivate {
  constructor(
    @Inject(TokenGate) private readonly gate: TokenGate,
    @Inject(SECURITY_LOG) private readonly security: SecurityLog,
    @Inject(RateLimit) private readonly rate: RateLimit,
    @Inject(CommandBus) private readonly commands: CommandBus,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AdmittedRequest>();
    const admission = await this.gate.admit(request.headers.authorization);
    if (admission.kind === 'refused') {
      // The id of a token that nobody knows is whatever a stranger sent: it is neither written nor counted.
      const known = 'tokenId' in admission ? admission : null;
      if (known) request.refusedToken = known;
      this.security.note(request, {
        event: 'token-refused',
        reason: admission.reason,
        ...(known ? { companyId: known.companyId, tokenId: known.tokenId } : {}),
      });
      if (admission.reason === 'issuer-left') await this.revoke(admission, request.id);
      throw new ScimException(unauthorized(known ?? undefined));
    }
    const { companyId, tokenId, company, isFresh } = admission;
    const confirm = async (): Promise<ScimClient> => {
      const now = await this.gate.admit(request.headers.authorization);
      if (now.kind === 'refused') throw new ScimException(unauthorized('tokenId' in now ? now : undefined));
      if (now.company.scim === 'paused') throw new ScimException(heldBack());
      return { ...client, company: now.company, isFresh: now.isFresh };
    };
    const client: ScimClient = {
      companyId,
      tokenId,
      company,
      isFresh,
      requestId: request.id,
      activity: noFacts(),
      confirm,
    };
    request.client = client;
    const waitSeconds = this.rate.admit(companyId);
    if (waitSeconds > 0) throw new ScimException(tooManyRequests(waitSeconds));
    if (company.scim === 'paused' && !isRead(request)) throw new ScimException(heldBack());
    return true;
  }

  /** A token whose issuer left is refused without this, too: it makes that last, and puts it into the history. */
  private async revoke({ companyId, tokenId }: RefusedToken, requestId: string): Promise<void> {
    const context = commandContext({ companyId, requestId, actor: { kind: 'system', id: 'issuer-left' } });
    try {
      await this.commands.execute(new ChangeCompany({ type: 'RevokeToken', context, tokenId }));
    } catch (error) {
      if (!isEngineAway(error)) throw error;
    }
  }
}

/** A search is a read that is sent as a POST (RFC 7644 section 3.4.3). */
const isRead = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === 'GET' || method === 'HEAD' || (method === 'POST' && (routeOptions.url?.endsWith('/.search') ?? false));

/** For whom an admitted request speaks. */
export function clientOf(request: AdmittedRequest): ScimClient {
  if (!request.client) throw new TypeError('the route is not behind CompanyGuard');
  return request.client;
}

/** The ScimClient that CompanyGuard found. */
export const TheClient = createParamDecorator((_: unknown, context: ExecutionContext): ScimClient =>
  clientOf(context.switchToHttp().getRequest<AdmittedRequest>()),
);
