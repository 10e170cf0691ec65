import { catalogue } from './catalogue.ts';
import type { Json } from './json.ts';
import type { DomainEvent, EventType } from './record.ts';

/** An event as it is stored: type and version beside the rest, which is JSON. */
export interface StoredEvent {
  readonly type: string;
  readonly version: number;
  readonly body: { readonly data: Json; readonly personal?: Json };
}

/** A record whose type or version this build does not know: written by a newer one, or damaged. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

/** Turns the body of one version of a type into that of the next. */
type Upcaster = (body: StoredEvent['body']) => StoredEvent['body'];

/** By type: the upcaster at index 0 reads version 1 and gives version 2, and so on. */
const upcasters: Partial<Record<EventType, readonly Upcaster[]>> = { SamlConfigured: [severalCertificates] };

/** Version 1 of SamlConfigured knew one certificate and no issuer. */
function severalCertificates({ data }: StoredEvent['body']): StoredEvent['body'] {
  const { entryPoint, certificate, fingerprint } = data as {
    readonly entryPoint: string;
    readonly certificate: string | null;
    readonly fingerprint: string | null;
  };
  return { data: { entryPoint, issuer: null, certificates: certificate === null ? [] : [certificate], fingerprint } };
}

const isKnown = (type: string): type is EventType => Object.hasOwn(catalogue, type);

/** The stored form of an event, in the newest version of its type. */
export function encodeEvent(event: DomainEvent): StoredEvent {
  const { type, ...body } = event;
  return { type, version: catalogue[type].version, body: body as unknown as StoredEvent['body'] };
}

/** Reads a stored event of any version ever written as the newest one; throws UnknownEvent. */
export function decodeEvent(stored: StoredEvent): DomainEvent {
  const { type, version } = stored;
  if (!isKnown(type)) throw new UnknownEvent(`event type ${type} is not known to this build`);
  const newest = catalogue[type].version;
  if (!Number.isInteger(version) || version < 1 || version > newest) {
    throw new UnknownEvent(`version ${version} of event type ${type} is not known to this build (newest: ${newest})`);
  }
  const steps = (upcasters[type] ?? []).slice(version - 1);
  const body = steps.reduce((value, upcast) => upcast(value), stored.body);
  return { type, ...body } as unknown as DomainEvent;
}
