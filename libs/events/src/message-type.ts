import type { EventType } from './record.ts';

/** What the types of our messages begin with: the name of who defines them, as CloudEvents 1.0 asks. */
const PREFIX = 'com.luciq.provisioning.';
const FORM = /^com\.luciq\.provisioning\.([a-z]+(?:-[a-z]+)*)\.v([1-9]\d{0,3})$/;

/** Where a gateway answers with events: a path below its address. */
export const EVENTS_PATH = '/events/v1';

/** Where a gateway answers with the JSON Schema of a message, by its type: a path below its address. */
export const SCHEMAS_PATH = `${EVENTS_PATH}/schemas`;

/** The CloudEvents type of a version of an event type: `com.luciq.provisioning.user-provisioned.v1`. */
export const messageType = (type: EventType, version: number): string =>
  `${PREFIX}${type.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}.v${version}`;

/** The name of the event type and the version that a CloudEvents type says, known to this build or not; null for a type that is not ours. */
export function parseMessageType(text: string): { readonly type: string; readonly version: number } | null {
  const [, name, version] = FORM.exec(text) ?? [];
  if (name === undefined) return null;
  return {
    type: name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    version: Number(version),
  };
}
