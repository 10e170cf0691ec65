/** Version of the tables below, kept in `user_version` of the file. */
export const SCHEMA_VERSION = 2;

/** Marks a file as an event store of this product, kept in `application_id` of the file ("LqES" in ASCII). */
export const APPLICATION_ID = 0x4c714553;

const NEVER_CHANGE = `
  CREATE TRIGGER events_never_change BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events never change'); END;
`;

/** Before and after records of a file of version 1 are given their codes, in one transaction. */
export const BEFORE_CODES = `DROP TRIGGER events_never_change; ALTER TABLE events ADD COLUMN mac TEXT NOT NULL DEFAULT '';`;
export const AFTER_CODES = `${NEVER_CHANGE} PRAGMA user_version = 2;`;

/**
 * The tables of an event store. `mac` authenticates a record with its position (record-mac.ts). `events` only ever grows at its end: the guard before an insert also stops
 * INSERT OR REPLACE, which would delete rows without firing the trigger on deletes. It makes positions of the log and
 * revisions of a stream contiguous as well, whichever program writes.
 */
export const SCHEMA = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    company TEXT NOT NULL,
    company_sequence INTEGER,
    event_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    time TEXT NOT NULL,
    body TEXT NOT NULL,
    cause TEXT NOT NULL,
    mac TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX events_of_company ON events (company, position);

  CREATE TRIGGER events_only_grow BEFORE INSERT ON events
  WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM events)
    OR NEW.revision <> (SELECT coalesce(max(revision), -1) + 1 FROM events WHERE stream = NEW.stream)
    OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
  BEGIN SELECT RAISE(ABORT, 'events are only added at the end'); END;
  ${NEVER_CHANGE}
  CREATE TRIGGER events_never_go BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

  CREATE TABLE claims (
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY (scope, kind, value)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE company_sequences (
    company TEXT PRIMARY KEY,
    newest INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;
