import type { DeleteResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { DoubleLog } from './double-log.ts';
import { rpcError, streamsPb } from './protocol.ts';

/** Answers a delete or a tombstone as the server does: with a position, or with the reason in the trailers. */
export function answerDelete(
  result: ReturnType<DoubleLog['delete']>,
  {
    stream,
    expected,
    how,
  }: { readonly stream: string; readonly expected: string; readonly how: 'delete' | 'tombstone' },
  reply: sendUnaryData<DeleteResp>,
): void {
  if (result.kind === 'deleted')
    return reply(rpcError(status.FAILED_PRECONDITION, 'stream-deleted', { 'stream-name': stream }));
  if (result.kind === 'wrong-version') {
    const versions = { 'stream-name': stream, 'expected-version': expected, 'actual-version': String(result.current) };
    return reply(rpcError(status.FAILED_PRECONDITION, 'wrong-expected-version', versions));
  }
  const Answer = how === 'delete' ? streamsPb.DeleteResp : streamsPb.TombstoneResp;
  const answer = new Answer();
  const position = new (how === 'delete' ? streamsPb.DeleteResp.Position : streamsPb.TombstoneResp.Position)();
  position.setCommitPosition(String(result.position));
  position.setPreparePosition(String(result.position));
  answer.setPosition(position);
  reply(null, answer);
}
