import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { AppendResult, Expected, ProposedEvent } from './double-log.ts';
import { emptyPb, packedStatus, rpcError, sharedPb, streamName, streamsPb } from './protocol.ts';

/** An append as both RPCs ask for it. */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
}

interface ExpectedRevision {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

/** What the options of an append, a delete or a tombstone ask of the stream. */
export function expectedOf(options: ExpectedRevision, revision: string): Expected {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasAny()) return 'any';
  return options.hasStreamExists() ? 'stream-exists' : BigInt(revision);
}

type Proposed = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage;

const proposedOf = (message: Proposed): ProposedEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: Uint8Array.from(message.getData_asU8()),
  metadata: Uint8Array.from(message.getCustomMetadata_asU8()),
});

/** Bytes of an append as a server counts them. */
export const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((sum, { type, data, metadata }) => sum + type.length * 2 + data.length + metadata.length, 0);

/** Reads the messages of one client-streaming append, then hands it over whole. */
export function collectAppend(
  call: ServerReadableStream<AppendReq, AppendResp>,
  handle: (request: AppendRequest) => void,
): void {
  let stream = '';
  let expected: Expected = 'any';
  const events: ProposedEvent[] = [];
  call.on('data', (message: AppendReq) => {
    const options = message.getOptions();
    const proposed = message.getProposedMessage();
    if (options) {
      stream = streamName(options.getStreamIdentifier());
      expected = expectedOf(options, options.getRevision());
    }
    if (proposed) events.push(proposedOf(proposed));
  });
  call.on('end', () => handle({ stream, expected, events }));
  call.on('error', () => undefined);
}

/** Answers one client-streaming append. */
export function answerAppend(
  result: AppendResult | 'too-large',
  request: AppendRequest,
  options: { readonly maxBytes: number; readonly reply: sendUnaryData<AppendResp> },
): void {
  const { maxBytes, reply } = options;
  if (result === 'too-large')
    return reply(
      rpcError(status.INVALID_ARGUMENT, 'maximum-append-size-exceeded', { 'maximum-append-size': String(maxBytes) }),
    );
  if (result.kind === 'deleted')
    return reply(rpcError(status.FAILED_PRECONDITION, 'stream-deleted', { 'stream-name': request.stream }));
  const answer = new streamsPb.AppendResp();
  if (result.kind === 'done') {
    const position = new streamsPb.AppendResp.Position();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    const success = new streamsPb.AppendResp.Success();
    success.setCurrentRevision(String(result.revision));
    success.setPosition(position);
    answer.setSuccess(success);
  } else {
    const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
    if (result.current < 0) wrong.setCurrentNoStream(new sharedPb.Empty());
    else wrong.setCurrentRevision(String(result.current));
    if (typeof request.expected === 'bigint') wrong.setExpectedRevision(String(request.expected));
    else if (request.expected === 'any') wrong.setExpectedAny(new sharedPb.Empty());
    else if (request.expected === 'no-stream') wrong.setExpectedNoStream(new sharedPb.Empty());
    else wrong.setExpectedStreamExists(new sharedPb.Empty());
    answer.setWrongExpectedVersion(wrong);
  }
  reply(null, answer);
}

/** Puts the parts of batched appends together by their correlation id and hands each over when it is whole. */
export function collectBatches(
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  handle: (request: AppendRequest, reply: (result: AppendResult | 'too-large') => void) => void,
): void {
  const open = new Map<string, { stream: string; expected: Expected; events: ProposedEvent[] }>();
  call.on('data', (message: BatchAppendReq) => {
    const id = message.getCorrelationId()?.getString() ?? '';
    const request = open.get(id) ?? { stream: '', expected: 'any' as Expected, events: [] };
    open.set(id, request);
    const options = message.getOptions();
    if (options) {
      request.stream = streamName(options.getStreamIdentifier());
      request.expected = expectedOf(options, options.getStreamPosition());
    }
    request.events.push(...message.getProposedMessagesList().map(proposedOf));
    if (!message.getIsFinal()) return;
    open.delete(id);
    handle(request, (result) => {
      if (!call.cancelled && !call.destroyed) call.write(batchAnswer(message, request, result));
    });
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
}

function batchAnswer(
  message: BatchAppendReq,
  request: AppendRequest,
  result: AppendResult | 'too-large',
): BatchAppendResp {
  const answer = new streamsPb.BatchAppendResp();
  answer.setCorrelationId(message.getCorrelationId());
  const name = new sharedPb.StreamIdentifier();
  name.setStreamName(Buffer.from(request.stream, 'utf8').toString('base64'));
  answer.setStreamIdentifier(name);
  if (result === 'too-large') {
    answer.setError(packedStatus(new sharedPb.MaximumAppendSizeExceeded(), 'MaximumAppendSizeExceeded'));
  } else if (result.kind === 'deleted') {
    answer.setError(packedStatus(new sharedPb.StreamDeleted(), 'StreamDeleted'));
  } else if (result.kind === 'wrong-version') {
    const wrong = new sharedPb.WrongExpectedVersion();
    if (result.current < 0) wrong.setCurrentNoStream(new emptyPb.Empty());
    else wrong.setCurrentStreamRevision(String(result.current));
    if (typeof request.expected === 'bigint') wrong.setExpectedStreamPosition(String(request.expected));
    answer.setError(packedStatus(wrong, 'WrongExpectedVersion'));
  } else {
    const position = new sharedPb.AllStreamPosition();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    const success = new streamsPb.BatchAppendResp.Success();
    success.setCurrentRevision(String(result.revision));
    success.setPosition(position);
    answer.setSuccess(success);
  }
  return answer;
}
