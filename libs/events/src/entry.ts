import type { Json } from './json.ts';

/** A stored event without its type and version. */
export type StoredBody = { readonly data: Json; readonly personal?: Json };

/** Turns the body of one version of a type into that of the next. */
export type Upcaster = (body: StoredBody) => StoredBody;

/** The value of one attribute from an event on; null where it has none any more. `attribute` is a key as in Attributes. */
export interface NewValue {
  readonly attribute: string;
  readonly value: Json;
}

/** What holds for every event of a type. */
export interface EventEntry {
  /** `published` reaches other services; `internal` never leaves the log. */
  readonly visibility: 'published' | 'internal';
  /** What happened, in a few words, for administrators and operators. */
  readonly title: string;
  /** Whether something begins, changes or ends with it: decides the colour on a page. */
  readonly effect: 'begins' | 'changes' | 'ends';
  /** One sentence for anyone who consumes it. */
  readonly meaning: string;
  /** The first reads version 1 and gives version 2, and so on: a type has one version more than upcasters. */
  readonly upcasters?: readonly Upcaster[];
}

/** What holds for every event of a type that belongs to a user's history. */
export interface MemberEventEntry<Event> extends EventEntry {
  /** What changed of the user, for the history of the user. */
  newValues(event: Event): readonly NewValue[];
}

/** An entry for each type of a union of events. */
export type Entries<Event extends { readonly type: string }> = Readonly<Record<Event['type'], EventEntry>>;

/** An entry for each type of a union of events that belong to a user's history. */
export type MemberEntries<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: MemberEventEntry<Extract<Event, { readonly type: Type }>>;
};
