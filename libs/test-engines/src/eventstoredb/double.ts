import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer } from 'node:net';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  DeleteResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { Metadata, sendUnaryData, ServerDuplexStream, ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { Access } from './access.ts';
import type { AppendRequest } from './appends.ts';
import { answerAppend, collectAppend, collectBatches, expectedOf } from './appends.ts';
import { clusterInfo, supportedMethods } from './cluster.ts';
import { Commits, MAX_APPEND_BYTES } from './commits.ts';
import { answerDelete } from './deletes.ts';
import type { AppendResult } from './double-log.ts';
import { DoubleLog } from './double-log.ts';
import type { DoubleOptions, ServerVersion } from './double-options.ts';
import type { Fault, FaultyCall, OrderedFault } from './faults.ts';
import { Faults } from './faults.ts';
import type { featuresPb, gossipPb, RpcError } from './protocol.ts';
import { featuresGrpc, gossipGrpc, rpcError, streamName, streamsService, UNAVAILABLE } from './protocol.ts';
import type { ReadCall } from './reads.ts';
import { DoubleSubscription, readOnce, subscriptionStart } from './reads.ts';

const COMMIT_TIMEOUT: RpcError = { code: status.ABORTED, details: 'Operation timed out: Commit phase timeout' };

/** How an append is answered. */
interface Ending {
  readonly done: (result: AppendResult | 'too-large') => void;
  readonly fail: (error: RpcError) => void;
}

type Strike = 'none' | 'stopped';

/**
 * Speaks the gRPC services of an EventStoreDB as far as this product uses them. A double, not the server: see README.md.
 */
export class EventStoreDbDouble {
  readonly log: DoubleLog;
  readonly faults = new Faults();
  /** While true, every subscription sends each event twice. */
  duplicates = false;
  /** While true, new subscriptions say that they have caught up before they bring anything. */
  earlyCaughtUp = false;
  /** While true, subscriptions find no room in their clients, as where the reader stands still. */
  holdBack = false;
  readonly commits: Commits;
  private readonly access: Access;
  /** What gossip names as the leader; this node unless set. */
  leader: { readonly host: string; readonly port: number } | null = null;
  private readonly options: DoubleOptions;
  private readonly grpc = new Server({ 'grpc.max_receive_message_length': -1 });
  private readonly net: NetServer;
  private readonly sockets = new Set<Socket>();
  private readonly openSubscriptions = new Set<DoubleSubscription>();
  private isMute = false;
  private acceptedCount = 0;

  private constructor(options: DoubleOptions) {
    this.options = options;
    this.log = new DoubleLog(options.file);
    this.commits = new Commits(this.log);
    this.access = new Access(this.log, options.users);
    const injector = this.grpc.createConnectionInjector(
      options.tls
        ? ServerCredentials.createSsl(null, [{ private_key: options.tls.key, cert_chain: options.tls.certificate }])
        : ServerCredentials.createInsecure(),
    );
    this.net = createServer((socket) => {
      socket.setNoDelay(true);
      this.sockets.add(socket);
      this.acceptedCount += 1;
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
      if (!this.isMute) injector.injectConnection(socket);
    });
    this.addServices();
  }

  /** Starts a double and answers when it listens. */
  static async start(options: DoubleOptions = {}): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(options);
    await new Promise<void>(
      (resolve, reject) => void double.net.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve),
    );
    return double;
  }

  /** Whose behaviour it plays. */
  get plays(): ServerVersion {
    return this.options.plays ?? '24.2';
  }

  /** Where it listens. */
  get port(): number {
    return (this.net.address() as AddressInfo).port;
  }

  /** The connection string of a client on this machine. */
  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=${this.options.tls ? 'true' : 'false'}`;
  }

  /** Subscriptions that clients hold open. */
  get subscriptions(): number {
    return this.openSubscriptions.size;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.sockets.size;
  }

  /** Connections that were ever accepted. */
  get accepted(): number {
    return this.acceptedCount;
  }

  /** Orders a fault. */
  order(fault: Fault): OrderedFault {
    return this.faults.order(fault);
  }

  /** Breaks every connection, as a crash or a cable would. */
  dropConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** While on, connections are accepted and nothing is ever said on them. */
  set mute(on: boolean) {
    this.isMute = on;
    if (on) this.dropConnections();
  }

  /** Sends nothing on the present subscriptions any more, and leaves them open. */
  loseSubscriptions(): void {
    for (const subscription of this.openSubscriptions) subscription.lost = true;
  }

  /** Ends the present subscriptions with an error, as a server that shuts down. */
  endSubscriptions(): void {
    for (const { call } of this.openSubscriptions)
      call.emit('error', { code: status.CANCELLED, details: 'Operation was cancelled.' });
  }

  /** Stops listening and breaks every connection. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.net.close(() => resolve()));
    this.dropConnections();
    this.grpc.forceShutdown();
    await closed;
    await this.commits.settled();
    this.log.close();
  }

  private get leaderEndpoint(): { readonly host: string; readonly port: number } {
    return this.leader ?? { host: '127.0.0.1', port: this.port };
  }

  private addServices(): void {
    this.grpc.addService(streamsService, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, reply: sendUnaryData<AppendResp>) =>
        this.append(call, reply),
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => this.batchAppend(call),
      read: (call: ReadCall) => void this.read(call),
      delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, reply: sendUnaryData<DeleteResp>) =>
        this.delete(call, reply, 'delete'),
      tombstone: (call: ServerUnaryCall<DeleteReq, DeleteResp>, reply: sendUnaryData<DeleteResp>) =>
        this.delete(call, reply, 'tombstone'),
    });
    this.grpc.addService(featuresGrpc.ServerFeaturesService, {
      getSupportedMethods: (_: unknown, reply: sendUnaryData<InstanceType<typeof featuresPb.SupportedMethods>>) =>
        void this.strike({ on: 'features', stream: '' }, 'before', (error) => reply(error)).then((strike) => {
          if (strike === 'none') reply(null, supportedMethods());
        }),
    });
    this.grpc.addService(gossipGrpc.GossipService, {
      read: (_: unknown, reply: sendUnaryData<InstanceType<typeof gossipPb.ClusterInfo>>) =>
        reply(null, clusterInfo(this.leaderEndpoint)),
    });
  }

  /** Lets the fault of this call strike, if there is one: `stopped` where nothing more is to be said. */
  private async strike(call: FaultyCall, when: 'before' | 'after', fail: (error: RpcError) => void): Promise<Strike> {
    const fault = this.faults.strike(call, when);
    if (!fault) return 'none';
    switch (fault.what) {
      case 'hang':
        return 'stopped';
      case 'drop':
        this.dropConnections();
        return 'stopped';
      case 'unavailable':
        fail(UNAVAILABLE);
        return 'stopped';
      case 'not-leader': {
        const { host, port } = this.leaderEndpoint;
        fail(
          rpcError(status.NOT_FOUND, 'not-leader', {
            'leader-endpoint-host': host,
            'leader-endpoint-port': String(port),
          }),
        );
        return 'stopped';
      }
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 0));
        return 'none';
    }
  }

  private append(call: ServerReadableStream<AppendReq, AppendResp>, reply: sendUnaryData<AppendResp>): void {
    collectAppend(call, (request) =>
      this.commit('append', call.metadata, request, {
        done: (result) => answerAppend(result, request, { maxBytes: MAX_APPEND_BYTES, reply }),
        fail: reply,
      }),
    );
  }

  private batchAppend(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    const fail = (error: RpcError): void => void call.emit('error', error);
    collectBatches(call, (request, done) => this.commit('batch-append', call.metadata, request, { done, fail }));
  }

  private commit(on: FaultyCall['on'], metadata: Metadata, request: AppendRequest, { done, fail }: Ending): void {
    const refused = this.access.refusal(metadata, request.stream, 'write');
    if (refused) return fail(refused);
    const about: FaultyCall = { on, stream: request.stream, events: request.events.map(({ type }) => type) };
    void (async () => {
      if ((await this.strike(about, 'before', fail)) === 'stopped') return;
      const result = await this.commits.commit(request);
      if ((await this.strike(about, 'after', fail)) === 'stopped') return;
      if (result === 'commit-timeout') return fail(COMMIT_TIMEOUT);
      done(result);
    })();
  }

  private async read(call: ReadCall): Promise<void> {
    const options = call.request.getOptions();
    const subscribes = options?.hasSubscription() === true;
    call.on('error', () => undefined);
    const fail = (error: RpcError): void => void call.emit('error', error);
    const stream = options?.hasStream() ? streamName(options.getStream()?.getStreamIdentifier()) : '$all';
    const refused = this.access.refusal(call.metadata, stream, 'read');
    if (refused) return fail(refused);
    if ((await this.strike({ on: subscribes ? 'subscribe' : 'read', stream }, 'before', fail)) === 'stopped') return;
    if (!subscribes) return readOnce(this.log, call);
    const from = subscriptionStart(this.log, call);
    if (from === null) return fail({ code: status.INVALID_ARGUMENT, details: 'Invalid position' });
    const orders = {
      plays: this.plays,
      duplicate: () => this.duplicates,
      earlyCaughtUp: this.earlyCaughtUp,
      isHeldBack: () => this.holdBack,
    };
    const subscription = new DoubleSubscription(this.log, call, { from, ...orders });
    this.openSubscriptions.add(subscription);
    const unsubscribe = (): void => void this.openSubscriptions.delete(subscription);
    call.on('cancelled', unsubscribe).on('close', unsubscribe).on('error', unsubscribe);
  }

  private delete(
    call: ServerUnaryCall<DeleteReq, DeleteResp>,
    reply: sendUnaryData<DeleteResp>,
    how: 'delete' | 'tombstone',
  ): void {
    const options = call.request.getOptions();
    const stream = streamName(options?.getStreamIdentifier());
    const refused = this.access.refusal(call.metadata, stream, 'delete');
    if (refused) return reply(refused);
    const result = options
      ? this.log.delete(stream, expectedOf(options, options.getRevision()), how)
      : ({ kind: 'deleted' } as const);
    answerDelete(result, { stream, expected: options?.getRevision() ?? '', how }, reply);
  }
}
