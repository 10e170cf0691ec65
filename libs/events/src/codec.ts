import { isEventType, newestVersion, upcastersOf } from './catalogue.ts';
import type { StoredBody } from './entry.ts';
import type { DomainEvent } from './record.ts';

/** An event as it is stored: type and version beside the rest, which is JSON. */
export interface StoredEvent {
  readonly type: string;
  readonly version: number;
  readonly body: StoredBody;
}

/** A record whose type or version this build does not know: written by a newer one, or damaged. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

/** The stored form of an event, in the newest version of its type. */
export function encodeEvent(event: DomainEvent): StoredEvent {
  const { type, ...body } = event;
  return { type, version: newestVersion(type), body: body as unknown as StoredBody };
}

/** Reads a stored event of any version ever written as the newest one; throws UnknownEvent. */
export function decodeEvent(stored: StoredEvent): DomainEvent {
  const { type, version } = stored;
  if (!isEventType(type)) throw new UnknownEvent(`event type ${type} is not known to this build`);
  const newest = newestVersion(type);
  if (!Number.isInteger(version) || version < 1 || version > newest) {
    throw new UnknownEvent(`version ${version} of event type ${type} is not known to this build (newest: ${newest})`);
  }
  const steps = upcastersOf(type).slice(version - 1);
  const body = steps.reduce((value, upcast) => upcast(value), stored.body);
  return { type, ...body } as unknown as DomainEvent;
}
