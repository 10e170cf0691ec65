/** The file can't be used as an event store by this build; the message is a sentence for the operator. */
export class EventStoreFileUnusable extends Error {
  override readonly name = 'EventStoreFileUnusable';
}
