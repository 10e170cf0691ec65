import { LOG_START, type EventRecord, type Position, type UserEvent } from '@luciq/events';
import type { Sink } from '@luciq/pump';
import type { Kysely } from 'kysely';
import { projectCompany, type CompanyRow, type MemberChange } from './projections/companies.ts';
import { projectUser, type UserRow } from './projections/users.ts';
import { RowStatements } from './row-statements.ts';
import { companyParameters, toCompanyRow, toUserRow, userParameters } from './stored-rows.ts';
import { COMPANY_COLUMNS, type Tables } from './tables.ts';

/** Another writer has moved the checkpoint of this generation: two projectors run on it. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
  constructor(expected: Position) {
    super(`the checkpoint of the read model is no longer at ${expected}: another process writes to it`);
  }
}

/**
 * Writes records to the rows of one generation. One transaction a batch: the checkpoint moves from exactly where this
 * sink left it, the rows that the records are about are loaded, folded in memory and written. A record at or below its
 * company's applied position is skipped, so that records may come again.
 */
export class RowSink implements Sink<EventRecord> {
  private readonly db: Kysely<Tables>;
  private readonly onCommit: () => void;
  private readonly statements: RowStatements;
  /** Null when it has to be read: at first and after a failure. */
  private known: Position | null = null;

  constructor(db: Kysely<Tables>, onCommit: () => void = () => undefined) {
    this.db = db;
    this.onCommit = onCommit;
    this.statements = new RowStatements(db);
  }

  /** Position through which the log has been applied. */
  async checkpoint(): Promise<Position> {
    this.known ??= await readCheckpoint(this.db);
    return this.known;
  }

  /** Applies records and moves the checkpoint, both or neither; throws CheckpointMoved. */
  async write(records: readonly EventRecord[], through: Position): Promise<void> {
    const from = await this.checkpoint();
    this.known = null;
    await this.db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('checkpoint')
        .set({ position: through })
        .where('position', '=', from)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new CheckpointMoved(from);
      if (records.length > 0) await this.apply(trx, records);
    });
    this.known = through;
    this.onCommit();
  }

  private async apply(trx: Kysely<Tables>, records: readonly EventRecord[]): Promise<void> {
    const companies = await loadCompanies(trx, records);
    const fresh = records.filter(({ companyId, position }) => position > (companies.get(companyId)?.appliedPosition ?? LOG_START));
    const users = await this.loadUsers(trx, fresh);
    for (const record of fresh) {
      const members = foldUser(users, record);
      companies.set(record.companyId, projectCompany(companies.get(record.companyId) ?? null, record, members));
    }
    const touched = new Set(fresh.map(({ companyId }) => companyId));
    await this.deleteUsers(trx, users);
    await this.statements.upsert(trx, 'users', [...users.values()].flatMap(({ row }) => (row ? [userParameters(row)] : [])));
    await this.statements.upsert(trx, 'companies', [...companies.values()].filter((row) => touched.has(row.companyId)).map(companyParameters));
  }

  /** The users that the records are about. One whose first record is here can have no row yet. */
  private async loadUsers(trx: Kysely<Tables>, records: readonly EventRecord[]): Promise<Map<string, UserInHand>> {
    const users = new Map<string, UserInHand>();
    const wanted = new Map<string, string[]>();
    for (const { stream, revision, companyId, event } of records) {
      if (!isUserEvent(event) || users.has(stream)) continue;
      users.set(stream, { companyId, userId: event.data.userId, row: null });
      if (revision === 0) continue;
      const ids = wanted.get(companyId) ?? [];
      ids.push(event.data.userId);
      wanted.set(companyId, ids);
    }
    for (const [companyId, ids] of wanted) {
      const rows = new Map((await this.statements.users(trx, companyId, ids)).map((stored) => [stored.user_id, toUserRow(stored)]));
      for (const user of users.values()) {
        if (user.companyId === companyId) user.row ??= rows.get(user.userId) ?? null;
      }
    }
    return users;
  }

  private async deleteUsers(trx: Kysely<Tables>, users: ReadonlyMap<string, UserInHand>): Promise<void> {
    const gone = Map.groupBy([...users.values()].filter(({ row }) => row === null), ({ companyId }) => companyId);
    for (const [companyId, some] of gone) await this.statements.deleteUsers(trx, companyId, some.map(({ userId }) => userId));
  }
}

/** The checkpoint of a generation. */
export async function readCheckpoint(db: Kysely<Tables>): Promise<Position> {
  const { position } = await db.selectFrom('checkpoint').select('position').executeTakeFirstOrThrow();
  return BigInt(position);
}

/** A member while a batch is applied; `row` is null before the first record and after the deletion. */
interface UserInHand {
  readonly companyId: string;
  readonly userId: string;
  row: UserRow | null;
}

async function loadCompanies(trx: Kysely<Tables>, records: readonly EventRecord[]): Promise<Map<string, CompanyRow>> {
  const ids = [...new Set(records.map(({ companyId }) => companyId))];
  const stored = await trx.selectFrom('companies').select(COMPANY_COLUMNS).where('company_id', 'in', ids).execute();
  return new Map(stored.map((row) => [row.company_id, toCompanyRow(row)]));
}

function foldUser(users: ReadonlyMap<string, UserInHand>, record: EventRecord): MemberChange {
  const user = users.get(record.stream);
  if (!user || !isUserRecord(record)) return 'same';
  const before = user.row;
  user.row = projectUser(before, record);
  if (before && !user.row) return 'removed';
  return !before && user.row ? 'added' : 'same';
}

const isUserRecord = (record: EventRecord): record is EventRecord<UserEvent> => isUserEvent(record.event);

function isUserEvent(event: EventRecord['event']): event is UserEvent {
  switch (event.type) {
    case 'UserProvisioned':
    case 'ProfileUpdated':
    case 'AccessChanged':
    case 'UserDeactivated':
    case 'UserReactivated':
    case 'UserDeleted':
      return true;
    default:
      return false;
  }
}
