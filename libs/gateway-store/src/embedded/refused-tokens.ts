import type { DatabaseSync } from 'node:sqlite';
import type { RefusedCount, RefusedTokens } from '../refused-tokens.ts';
import { LISTED_REFUSALS, oldestHour, REFUSALS_KEPT_PER_COMPANY, TRIM_REFUSALS } from '../refused-tokens.ts';
import { answered, inTransaction } from './sqlite-file.ts';

/** Counts of refused requests, in the file. */
export function refusedTokensInFile(database: DatabaseSync): RefusedTokens {
  const put = database.prepare(`
    insert into refused_tokens (company_id, hour, token_id, reason, count, last_at) values (?, ?, ?, ?, ?, ?)
    on conflict (company_id, hour, token_id, reason) do update set count = refused_tokens.count + excluded.count, last_at = max(refused_tokens.last_at, excluded.last_at)`);
  const tooOld = database.prepare(`
    delete from refused_tokens where (company_id, hour, token_id, reason) in
      (select company_id, hour, token_id, reason from refused_tokens where hour < ? order by hour limit ?)`);
  const tooMany = database.prepare(`
    delete from refused_tokens where (company_id, hour, token_id, reason) in
      (select company_id, hour, token_id, reason from refused_tokens where company_id = ? order by hour desc, token_id, reason limit ? offset ?)`);
  const select = database.prepare(`
    select company_id as "companyId", token_id as "tokenId", reason, hour, count, last_at as "lastAt" from refused_tokens
    where company_id = ? and hour >= ? order by hour desc, token_id, reason limit ?`);
  return {
    add: (counts) =>
      answered(() => {
        if (counts.length === 0) return;
        inTransaction(database, () => {
          for (const { companyId, hour, tokenId, reason, count, lastAt } of counts)
            put.run(companyId, hour, tokenId, reason, count, lastAt);
          tooOld.run(oldestHour(counts), TRIM_REFUSALS);
          for (const companyId of new Set(counts.map((each) => each.companyId)))
            tooMany.run(companyId, TRIM_REFUSALS, REFUSALS_KEPT_PER_COMPANY);
        });
      }),
    list: (companyId, since) =>
      answered(() =>
        select.all(companyId, since, LISTED_REFUSALS).map((row) => ({ ...row }) as unknown as RefusedCount),
      ),
  };
}
