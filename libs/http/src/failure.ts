import { HttpException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EngineTrouble } from '@luciq/service';
import { EngineError } from '@luciq/service';
import { EncodingNotAccepted, PackedBodyBroken, PackedBodyTooLarge } from './body/packed-body.ts';
import { MethodNotOffered } from './offered-routes.ts';

/**
 * Why a request was not answered as it was meant, whatever it is about. Each API renders it in its own words.
 *
 * - `unavailable`: an engine of ours is in trouble, or has not been confirmed since the start. It passes.
 * - `rows-behind`: the rows do not show what was answered before. It passes in a moment.
 * - `page-gone`: the resource at which the page before ended is not there any more.
 * - `method-not-offered`: the address is there for the methods that are named.
 * - `method-unknown`: no address has the method, and there is nothing at this one.
 * - `too-large`: the body is over `limit` bytes, as it came or unpacked.
 * - `head-too-large`: the address or the headers are.
 * - `timeout`: the request was not whole in time.
 * - `unreadable`: what came is no request that can be read.
 * - `fault`: nobody foresaw it.
 */
export type RequestFailure =
  | { readonly kind: 'unavailable'; readonly cause: 'engine' | 'busy' }
  | { readonly kind: 'rows-behind' }
  | { readonly kind: 'page-gone' }
  | { readonly kind: 'no-route' }
  | { readonly kind: 'method-not-offered'; readonly offered: readonly string[] }
  | { readonly kind: 'method-unknown' }
  | { readonly kind: 'encoding-not-accepted' }
  | { readonly kind: 'encoding-broken' }
  | { readonly kind: 'too-large'; readonly limit: number | null; readonly unpacked: boolean }
  | { readonly kind: 'media-type' }
  | { readonly kind: 'head-too-large'; readonly status: 414 | 431 }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'fault' };

/** The server listens, and its engines have not answered so far: the request is to be repeated. */
export class NotOpenYet extends Error {
  override readonly name = 'NotOpenYet';
  constructor() {
    super('the engines have not answered yet');
  }
}

/** Rows that are to show what was answered before do not do so in time, or nobody knows what that was. */
export class RowsBehind extends Error {
  override readonly name = 'RowsBehind';
  constructor() {
    super('the rows are behind');
  }
}

/** A list has changed so that the page after another cannot be found. */
export class PageGone extends Error {
  override readonly name = 'PageGone';
  constructor() {
    super('the page before ended at something that is not there any more');
  }
}

/** What came is no request; `statusCode` as HTTP has it. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest';
  constructor(readonly statusCode: 400 | 408 | 431) {
    super('the request cannot be read');
  }
}

/** True for trouble of ours that passes: nothing is wrong with the request. */
export const isPassing = (thrown: unknown): boolean => thrown instanceof EngineError || thrown instanceof RowsBehind;

/** Whether many requests at once are to blame, or the engine. */
function causeOf(trouble: EngineTrouble): 'engine' | 'busy' {
  switch (trouble) {
    case 'contended':
      return 'busy';
    case 'unavailable':
    case 'other-build':
    case 'damaged':
    case 'unusable':
      return 'engine';
  }
}

/** What something thrown is to the client. For everything but an API's own exceptions; `request` is null for bytes that never became one. */
export function failureOf(thrown: unknown, request: FastifyRequest | null): RequestFailure {
  if (thrown instanceof EngineError) return { kind: 'unavailable', cause: causeOf(thrown.trouble) };
  if (thrown instanceof NotOpenYet) return { kind: 'unavailable', cause: 'engine' };
  if (thrown instanceof RowsBehind) return { kind: 'rows-behind' };
  if (thrown instanceof PageGone) return { kind: 'page-gone' };
  if (thrown instanceof MethodNotOffered)
    return thrown.offered.length > 0
      ? { kind: 'method-not-offered', offered: thrown.offered }
      : { kind: 'method-unknown' };
  if (thrown instanceof EncodingNotAccepted) return { kind: 'encoding-not-accepted' };
  if (thrown instanceof PackedBodyBroken) return { kind: 'encoding-broken' };
  return ofStatus(statusOf(thrown), {
    limit: request?.routeOptions.bodyLimit ?? null,
    unpacked: thrown instanceof PackedBodyTooLarge,
  });
}

/** What Nest and Fastify refuse by themselves. */
function ofStatus(status: number, body: { readonly limit: number | null; readonly unpacked: boolean }): RequestFailure {
  switch (status) {
    case 404:
    case 405:
      return { kind: 'no-route' };
    case 408:
      return { kind: 'timeout' };
    case 413:
      return { kind: 'too-large', ...body };
    case 414:
    case 431:
      return { kind: 'head-too-large', status };
    case 415:
      return { kind: 'media-type' };
    default:
      return status >= 400 && status < 500 ? { kind: 'unreadable' } : { kind: 'fault' };
  }
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  return typeof thrown === 'object' &&
    thrown !== null &&
    'statusCode' in thrown &&
    typeof thrown.statusCode === 'number'
    ? thrown.statusCode
    : 500;
}
