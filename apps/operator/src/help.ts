import { ROLES } from '@luciq/entitlement';

/** What `--help` adds for each command. */
export const EXAMPLES = `
All commands but migrate work while the service runs. If LUCIQ_EVENT_STORE_URL is set and --data is not given, they use the
engines of the services, from the same variables: LUCIQ_EVENT_STORE_URL, LUCIQ_CLAIM_KEY, LUCIQ_DATABASE_URL and, for topics,
LUCIQ_KAFKA_BROKERS.

Examples:
  npm run operator -- companies
  npm run operator -- import members.csv --company demo
  npm run operator -- audit --user ada@example.com
  npm run operator -- access --user ada@example.com
  npm run operator -- verify
  npm run operator -- rebuild
  npm run operator -- parked list
  npm run --silent operator -- verify --json > report.json

Exit status: 0 success; 1 a finding (a bad line, a row that differs) or a failure; 2 wrong use.`;

export const IMPORT_HELP = `
A file whose name ends in .csv or .tsv is CSV with a header line, one that ends in .jsonl has one JSON object in each line. For other names
the first line decides. CSV has commas, semicolons or tabs between columns. The text is UTF-8, or UTF-16 with a byte order mark. The fields are
  userName (required), givenName, familyName, displayName, email (default: the userName), externalId,
  role (${ROLES.join(', ')}), applications (in CSV separated by ;, in
  quotation marks if the columns are separated by ; too), active (true, false, or as a spreadsheet writes them)

  {"userName":"ada@example.com","givenName":"Ada","familyName":"Lovelace","role":"admin","applications":["Web","iOS"]}

  userName,givenName,familyName,role,applications,active
  ada@example.com,Ada,Lovelace,admin,Web;iOS,true

A userName has to be an e-mail address, which identity providers send to sign in, unless --any-user-name is given.
Good lines are imported. Each bad line is listed with its number and the reason, and the exit status is then 1. A header with an
unknown column or the same column twice, and a file without users, are refused as a whole, also with 1. Existing users do not
change: correct the bad lines and import the same file again. --check tells all of this beforehand, and which members differ from their line.`;

export const AUDIT_HELP = `
Prints everything that changed what the user may do or who the user is, in order: own events, groups with who put the user in, mappings and switches of
the company while they reached the user, ownership, sign-ins, tokens and links that the user made; with the access before and after, and why. A user is found
by id or by any name, also a former one and of a deleted user; if several users had the name, they are listed. Without --user it prints the changes of
the company, and who signed in to its console or was refused.

  npm run operator -- audit --company acme
  npm run operator -- audit --user ada@example.com
  npm run operator -- audit --user 5c1e7a52-8a6f-4d55-9f5e-0f4f6f4ad1c2`;

export const ACCESS_HELP = `
Prints the user's effective role and applications, each with the rule and the event that gives it.

  npm run operator -- access --user ada@example.com`;

export const REBUILD_HELP = `
Makes a second copy of all rows from the log, compares it with the live rows, and switches to it. The running service continues to
read and write, and follows the switch. The second copy needs disk space.`;

export const VERIFY_HELP = `
Checks that no record of the log was changed, makes rows from the log, and compares the live rows with them at the same position. Rows
that differ are listed by table and key; "rebuild" makes them right. The exit status is 1 if rows differ, or lag by more than --max-lag.`;

export const REGISTER_HELP = `
Registers a company with SAML and SCIM enabled, and prints a token for its identity provider. The token is shown only once,
because only a digest of it is stored. If the company is registered already, one more token is issued. With --set-up-later
the company is only registered, and its administrator sets it up through a link (operator company setup-link).

  npm run operator -- register acme --name "Acme Ltd" --applications "Web;iOS"
  npm run operator -- register acme --name "Acme Ltd" --set-up-later`;

export const TOPICS_HELP = `
Creates missing topics with the settings LUCIQ_KAFKA_PARTITIONS, LUCIQ_KAFKA_REPLICATION and LUCIQ_KAFKA_RETENTION_DAYS. An
existing topic is never altered; if its settings are not sufficient, the command names them and the exit status is 1.`;

export const PARKED_HELP = `
A company is parked when one of its records cannot be written to the rows; the other companies continue. Its rows do not change
and its lists are answered 429. Remove the cause (often: deploy the build that knows the event), then resume the company: the
records that its rows lack are read from the log, so none is missing.

  npm run operator -- parked list
  npm run operator -- parked show --company acme
  npm run operator -- parked resume --company acme`;

export const MAPPING_HELP = `
Members of a mapped group get its role and applications, unless the identity provider asserts others for the user. Of several
groups with a role the one with the highest precedence decides; users get the applications of all of them.

  npm run operator -- mapping set --group Engineering --role admin --applications "Web;iOS" --precedence 10
  npm run operator -- mapping remove --group Engineering
  npm run operator -- mapping list`;

export const MIGRATE_HELP = `
Copies the log of a data folder, with ids, times and causes, to the event store at LUCIQ_EVENT_STORE_URL, and compares the checksums of both.
Stop the standalone product first, because the command refuses to run beside it, and start the services afterwards. An interrupted run is
completed by the next one. Streams are copied in parallel: records of two users of a company may change their order, everything else keeps it.

  LUCIQ_EVENT_STORE_URL=esdb://db:2113 LUCIQ_CLAIM_KEY=... npm run operator -- migrate --data ./data`;

export const PREPARE_HELP = `
Gives the user of the services its rights on an EventStoreDB with users, and takes access to all streams from all others but $admins: the
user may read $all, and the server's default ACL names that user alone. The default ACL applies to every stream without an ACL of its own, also of
other products: if there are such streams, it is changed only with --whole-server. Safe to repeat.

  LUCIQ_EVENT_STORE_ADMIN_URL=esdb://admin:...@db:2113 npm run operator -- event-store prepare --user luciq`;
