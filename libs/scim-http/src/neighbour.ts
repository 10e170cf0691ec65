import type { DynamicModule } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SCIM_PATH } from './endpoints.ts';

/** Another part of the same server, with addresses of its own: nothing of SCIM applies to them, and nothing of it to SCIM. */
export interface Neighbour {
  readonly modules: readonly DynamicModule[];
  /** True for its addresses. The path has single slashes and no query. */
  owns(path: string): boolean;
  /** True for those of them that take a form as body. */
  takesForm(path: string): boolean;
  /** Adds what is no controller's route, before anything listens. */
  prepare(fastify: FastifyInstance): void;
  /** Each request to its addresses, first of all. */
  onRequest(request: FastifyRequest, reply: FastifyReply): void;
  /** Answers what was thrown outside of its controllers: no such address, or a request that the server refuses. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void;
}

/** Injection token of the Neighbours of the SCIM face. */
export const NEIGHBOURS = Symbol('Neighbours');

const SCIM_BEGINNING = `${SCIM_PATH}/`;

/** The path of a request: that of its route's pattern where there is a route, since the router takes several spellings for the same one. */
function pathOf(request: FastifyRequest): string {
  const [path = ''] = (request.routeOptions.url ?? request.url).split('?', 1);
  return path.replace(/\/{2,}/g, '/');
}

/** The neighbour to whom a request is; null for SCIM, which also answers for what is nobody's. */
export function neighbourOf(neighbours: readonly Neighbour[], request: FastifyRequest): Neighbour | null {
  if (neighbours.length === 0 || request.url.startsWith(SCIM_BEGINNING)) return null;
  const path = pathOf(request);
  return neighbours.find((neighbour) => neighbour.owns(path)) ?? null;
}

/** True where a form is welcome. */
export function takesForm(neighbours: readonly Neighbour[], request: FastifyRequest): boolean {
  return neighbourOf(neighbours, request)?.takesForm(pathOf(request)) ?? false;
}
