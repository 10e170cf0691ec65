import { v5 as uuidV5 } from 'uuid';
import type { Json } from '@luciq/events';
import type { BulkOperation, BulkPlace, BulkRequest, BulkResult, BulkStep, ParsedOperation } from '@luciq/scim';
import { bulkResponse, errorBody, foldCase, mustStop, planBulk, resolveData } from '@luciq/scim';
import type { Log } from '@luciq/telemetry';
import { failure, logAnswer } from '@luciq/telemetry';
import type { ScimClient } from '../auth/company.guard.ts';
import type { ScimError } from '../error/scim-error.ts';
import { ScimException } from '../error/scim-error.ts';
import { scimErrorOf } from '../error/scim-failure.ts';
import { BULK_AT_ONCE } from '../limits.ts';
import type { Reply, ResourceRequest, ResourceRequests } from '../resources/resource-requests.ts';

/** With what the operations of a bulk request are done. */
export interface BulkOptions {
  readonly client: ScimClient;
  /** By endpoint, such as `/Users`. */
  readonly endpoints: ReadonlyMap<string, ResourceRequests>;
  readonly baseUrl: string;
  readonly log: Log;
}

const unresolved = (bulkId: string): ScimError => ({
  status: 400,
  scimType: 'invalidValue',
  detail: `No operation of this request has made a resource with the bulkId ${bulkId}.`,
});

/** One bulk request under way: what it has made, and how each operation went. */
export class BulkRun {
  /** Ids by bulkId. */
  private readonly made = new Map<string, string>();
  private readonly results = new Map<number, BulkResult>();
  private failures = 0;

  constructor(
    private readonly request: BulkRequest,
    private readonly options: BulkOptions,
  ) {}

  /** Does everything in the order of its plan and gives the answer. */
  async run(): Promise<Record<string, Json>> {
    const steps = planBulk(this.request);
    for (let at = 0; at < steps.length;) {
      if (mustStop(this.request.failOnErrors, this.failures)) break;
      const together = this.together(steps, at);
      await Promise.all(together.map((step) => this.step(step)));
      at += together.length;
    }
    return bulkResponse([...this.results].sort(([one], [other]) => one - other).map(([, result]) => result));
  }

  /** Steps from there on that may be done at once: creates that refer to nothing and whose names differ. */
  private together(steps: readonly BulkStep[], from: number): readonly BulkStep[] {
    const names = new Set<string>();
    let to = from;
    while (to < steps.length && to - from < BULK_AT_ONCE && this.request.failOnErrors === null) {
      const name = aloneUnder(steps[to], this.request.operations);
      if (name === null || names.has(name)) break;
      names.add(name);
      to += 1;
    }
    return steps.slice(from, Math.max(to, from + 1));
  }

  private async step(step: BulkStep): Promise<void> {
    const parsed = this.request.operations[step.index];
    if (!parsed) return;
    if (parsed.kind === 'refused')
      return this.failed(step.index, { ...parsed, answer: { status: 400, ...parsed.problem } });
    try {
      await this.perform(step, parsed.operation);
    } catch (thrown) {
      const { client, log } = this.options;
      const answer = scimErrorOf(thrown, client.requestId);
      logAnswer(
        log,
        answer.cause ?? 'client',
        { requestId: client.requestId, status: answer.status, failure: failure(thrown) },
        'an operation of a bulk request failed',
      );
      this.failed(step.index, { ...parsed.operation, place: parsed.operation, answer });
    }
  }

  private async perform(step: BulkStep, operation: BulkOperation): Promise<void> {
    const requests = this.options.endpoints.get(operation.endpoint);
    if (!requests) throw new TypeError(`no requests are known for ${operation.endpoint}`);
    const id = this.idOf(step, operation);
    // The completion of a circle whose create failed: that failure is what the client must be told.
    if (step.kind === 'complete' && id === null) return;
    const data = resolveData(operation.data, this.made, step.kind === 'create-without' ? step.open : new Set());
    if (data.kind === 'unresolved') throw new ScimException(unresolved(data.bulkId));
    const reply = await this.send(requests, { step, operation, id, data: data.data });
    const location = reply.id === null ? null : `${this.options.baseUrl}${operation.endpoint}/${reply.id}`;
    if (operation.method === 'POST' && operation.bulkId !== null && reply.id !== null)
      this.made.set(operation.bulkId, reply.id);
    const { method, bulkId } = operation;
    const status = step.kind === 'complete' ? 201 : reply.status;
    this.results.set(step.index, {
      method,
      bulkId,
      status,
      location,
      version: reply.headers['etag'] ?? null,
      response: null,
    });
  }

  private idOf(step: BulkStep, { id, bulkId }: BulkOperation): string | null {
    if (step.kind === 'complete') return (bulkId !== null && this.made.get(bulkId)) || null;
    if (!id) return null;
    if (id.kind === 'id') return id.value;
    const made = this.made.get(id.value);
    if (made === undefined) throw new ScimException(unresolved(id.value));
    return made;
  }

  private async send(
    requests: ResourceRequests,
    sent: {
      readonly step: BulkStep;
      readonly operation: BulkOperation;
      readonly id: string | null;
      readonly data: Json;
    },
  ): Promise<Reply> {
    const { step, operation, data } = sent;
    // Many operations take long: each is done only while the token speaks for the company, and by the rights of this moment.
    const client = await this.options.client.confirm();
    const request: ResourceRequest = {
      client,
      commandId: uuidV5(`${step.index} ${step.kind}`, client.requestId),
      // The answers to operations are not shown: the less is looked up for them the better.
      parameters: { attributes: 'id' },
      ifMatch: step.kind === 'complete' ? undefined : (operation.version ?? undefined),
    };
    const id = sent.id ?? '';
    if (step.kind === 'complete') return requests.replace(request, id, data);
    switch (operation.method) {
      case 'POST':
        return requests.create({ ...request, ifMatch: undefined }, data);
      case 'PUT':
        return requests.replace(request, id, data);
      case 'PATCH':
        return requests.patch(request, id, data);
      case 'DELETE':
        return requests.remove(request, id);
    }
  }

  /** Every result says where its resource is, that of a failure too (RFC 7644 section 3.7.3); a POST that failed has none. */
  private failed(index: number, { method, bulkId, place, answer }: Failure): void {
    this.failures += 1;
    const location = this.results.get(index)?.location ?? (place && this.locationOf(place));
    this.results.set(index, {
      method,
      bulkId,
      status: answer.status,
      location,
      version: null,
      response: errorBody(answer),
    });
  }

  private locationOf({ endpoint, id }: BulkPlace): string | null {
    const known = id?.kind === 'bulkId' ? this.made.get(id.value) : id?.value;
    return known === undefined ? null : `${this.options.baseUrl}${endpoint}/${encodeURIComponent(known)}`;
  }
}

/** How an operation failed; `place` is null where its path means nothing. */
interface Failure {
  readonly method: string | null;
  readonly bulkId: string | null;
  readonly place: BulkPlace | null;
  readonly answer: ScimError;
}

/** A text by which a create differs from others that can be done beside it; null for a step that must be done alone. */
function aloneUnder(step: BulkStep | undefined, operations: readonly ParsedOperation[]): string | null {
  const parsed = step?.kind === 'do' ? operations[step.index] : undefined;
  if (parsed?.kind !== 'operation') return null;
  const { method, references, data, endpoint } = parsed.operation;
  if (method !== 'POST' || references.size > 0 || endpoint !== '/Users' || data === null || typeof data !== 'object')
    return null;
  const name = Object.entries(data).find(([key]) => key.toLowerCase().endsWith('username'))?.[1];
  return typeof name === 'string' ? foldCase(name) : null;
}
