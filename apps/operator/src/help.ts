import { ROLES } from '@luciq/entitlement';

/** What `--help` adds for each command. */
export const EXAMPLES = `
Every command works beside the running service. Without --data, and with LUCIQ_EVENT_STORE_URL set, the commands work on the
engines of the services, which the same variables name: LUCIQ_EVENT_STORE_URL, LUCIQ_CLAIM_KEY, LUCIQ_DATABASE_URL and, for
topics, LUCIQ_KAFKA_BROKERS.

Examples:
  npm run operator -- companies
  npm run operator -- import members.csv --company demo
  npm run operator -- audit --user ada@example.com
  npm run operator -- access --user ada@example.com
  npm run operator -- verify
  npm run operator -- rebuild
  npm run operator -- parked list
  npm run --silent operator -- verify --json > report.json

Exit status: 0 all is well; 1 something was found (a bad line, a row that differs) or the command failed; 2 wrong use.`;

export const IMPORT_HELP = `
A file whose name ends in .csv or .tsv is CSV with a header line, one in .jsonl has one JSON object a line; of others the first line tells. The
columns of CSV are separated by commas, semicolons or tabs. UTF-8 is read, and UTF-16 with a byte order mark. The fields are
  userName (required), givenName, familyName, displayName, email (default: the userName), externalId,
  role (${ROLES.join(', ')}), applications (in CSV separated by ;, and in
  quotation marks where the columns are, too), active (true, false)

  {"userName":"ada@example.com","givenName":"Ada","familyName":"Lovelace","role":"admin","applications":["Web","iOS"]}

  userName,givenName,familyName,role,applications,active
  ada@example.com,Ada,Lovelace,admin,Web;iOS,true

Good lines go in, each bad line is listed with its number and the reason, and the exit status is then 1. A header that
names a column twice or one that is not known, and a file without members, are refused as a whole, with 1 too. Members who are
there already stay as they are: mend the bad lines and run the same file again.`;

export const AUDIT_HELP = `
Prints each event of the member in order: when, what happened, what changed, and who asked for it. Without --user it is what was
done to the company, and who came into its console or was refused.

  npm run operator -- audit --company acme
  npm run operator -- audit --user ada@example.com
  npm run operator -- audit --user 5c1e7a52-8a6f-4d55-9f5e-0f4f6f4ad1c2     a deleted member is found by id`;

export const ACCESS_HELP = `
Prints the role and the applications that the member has in effect, and for each the rule and the event that gave it.

  npm run operator -- access --user ada@example.com`;

export const REBUILD_HELP = `
Folds the whole log into a fresh generation of the read model beside the live one, compares both at one position, catches
up and switches. A running service goes on meanwhile and follows the switch. What it takes is disk for a second copy.`;

export const VERIFY_HELP = `
Folds the log into rows of its own and compares them with the live ones at one position. Where rows differ they are
listed by table and key, and the exit status is 1; "rebuild" mends them.`;

export const REGISTER_HELP = `
Registers a company with SAML and SCIM enabled, and prints the token that its identity provider is given. The token is
shown once: only a digest of it is kept. Running it again for the same company issues one more token. With --set-up-later
the company is registered and nothing more; its administrator sets it up through a link (operator company setup-link).

  npm run operator -- register acme --name "Acme Ltd" --applications "Web;iOS"
  npm run operator -- register acme --name "Acme Ltd" --set-up-later`;

export const TOPICS_HELP = `
Makes the topics that are missing, as LUCIQ_KAFKA_PARTITIONS, LUCIQ_KAFKA_REPLICATION and LUCIQ_KAFKA_RETENTION_DAYS say. A
topic that is there is never altered; where one differs in what matters, that is told and the exit status is 1.`;

export const PARKED_HELP = `
A company is parked when one of its records cannot be written to the rows; the other companies go on. Its rows stand still
and its lists are answered 429. Mend the cause (often: deploy the build that knows the event), then resume it: it is read
from the log from where its rows stand, so that nothing is left out.

  npm run operator -- parked list
  npm run operator -- parked show --company acme
  npm run operator -- parked resume --company acme`;

export const MAPPING_HELP = `
Members of a mapped group have its role and applications, unless the identity provider says otherwise of the member itself.
Of several groups with a role the one of the highest precedence decides; applications are put together.

  npm run operator -- mapping set --group Engineering --role admin --applications "Web;iOS" --precedence 10
  npm run operator -- mapping remove --group Engineering
  npm run operator -- mapping list`;

export const MIGRATE_HELP = `
Copies the log of a data folder to the event store that LUCIQ_EVENT_STORE_URL names, with ids, times and causes as they are, and compares checksums of
both. Streams go side by side: order is kept within each, and of everything in a company around records of its groups and of itself; only records of
two users may change places. Stop the standalone product first (while it runs, this command refuses), and start the services afterwards. A run that
was cut off is completed by the next one.

  LUCIQ_EVENT_STORE_URL=esdb://db:2113 LUCIQ_CLAIM_KEY=... npm run operator -- migrate --data ./data`;

export const PREPARE_HELP = `
Gives the user of the services what they need on an EventStoreDB with users, and takes their streams from everybody else but $admins: the
user may read $all, and the server's default list lets in that user alone. The default list is for every stream that has no list of its own, of
this product or not: where there are streams of others it is changed with --whole-server only. Safe to repeat.

  LUCIQ_EVENT_STORE_ADMIN_URL=esdb://admin:...@db:2113 npm run operator -- event-store prepare --user luciq`;
