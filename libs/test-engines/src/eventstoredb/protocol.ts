import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { KeptEvent } from './double-log.ts';

export { emptyPb, featuresGrpc, featuresPb, gossipGrpc, gossipPb, sharedPb, statusPb, streamsPb };

/** A failure as gRPC carries it. */
export interface RpcError {
  readonly code: number;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** A failure with the `exception` that the client tells its kind by. */
export function rpcError(code: number, exception: string, more: Readonly<Record<string, string>> = {}): RpcError {
  const metadata = new Metadata();
  metadata.set('exception', exception);
  for (const [key, value] of Object.entries(more)) metadata.set(key, value);
  return { code, details: exception, metadata };
}

/** What a server says that is going down. */
export const UNAVAILABLE: RpcError = { code: status.UNAVAILABLE, details: 'Server Is Not Ready' };

/** Reads are answered with bytes that are made once for each event, so that the double is not what limits a test. */
export const streamsService: ServiceDefinition<UntypedServiceImplementation> = {
  ...streamsGrpc.StreamsService,
  read: {
    ...streamsGrpc.StreamsService.read,
    responseSerialize: (value: { serializeBinary(): Uint8Array } | Buffer): Buffer =>
      Buffer.isBuffer(value) ? value : Buffer.from(value.serializeBinary()),
  },
};

const TICKS_PER_MILLISECOND = 10_000n;
const serialised = new WeakMap<KeptEvent, Buffer>();

/** The answer that carries an event. */
export function eventAnswer(event: KeptEvent): Buffer {
  const known = serialised.get(event);
  if (known) return known;
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  const id = new sharedPb.UUID();
  id.setString(event.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifier(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  const map = recorded.getMetadataMap();
  map.set('type', event.type);
  map.set('content-type', event.contentType);
  map.set('created', String(BigInt(event.created) * TICKS_PER_MILLISECOND));
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new streamsPb.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const answer = new streamsPb.ReadResp();
  answer.setEvent(read);
  const bytes = Buffer.from(answer.serializeBinary());
  serialised.set(event, bytes);
  return bytes;
}

/** A stream's name as messages carry it. */
export function identifier(stream: string): InstanceType<typeof sharedPb.StreamIdentifier> {
  const value = new sharedPb.StreamIdentifier();
  value.setStreamName(Buffer.from(stream, 'utf8').toString('base64'));
  return value;
}

/** The name of a stream in a message. */
export const streamName = (value: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  Buffer.from(value?.getStreamName_asU8() ?? []).toString('utf8');

/** A failure of a batch append: a status with one packed detail. */
export function packedStatus(
  message: { serializeBinary(): Uint8Array },
  name: string,
): InstanceType<typeof statusPb.Status> {
  const detail = new anyPb.Any();
  detail.pack(message.serializeBinary(), `event_store.client.${name}`);
  const value = new statusPb.Status();
  value.setMessage(name);
  value.setDetails(detail);
  return value;
}
