import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { companyDecider } from '@luciq/domain';
import type { CompanyCommand, GroupMappingState } from '@luciq/domain';
import { ReadGroup } from '@luciq/provisioning';
import type { MappingDraft, MappingEffect, ReadModelQueries } from '@luciq/read-model';
import { contextOf } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyCommands, askedBy } from '../company/company-commands.ts';
import type { Asked } from '../company/company-commands.ts';
import { noGroup } from '../problem/company-problem.ts';
import { inShort } from '../company/company-views.ts';
import type { EffectView, MappingBody, PreviewBody, PreviewView } from './groups.dto.ts';
import { problem, refusedBy } from '../problem/problem.ts';
import { AcknowledgedRows } from '@luciq/http';

/** Members whom a preview names. */
export const MAX_SHOWN_EFFECTS = 200;
/** Members whom a preview counts; where there are more it says so. */
export const MAX_PREVIEWED_MEMBERS = 20_000;

const POSSIBLE_ID = /^[A-Za-z0-9-]{1,64}$/;

const shown = ({ user, role, gained, lost }: MappingEffect): EffectView => ({ member: inShort(user), role, gained, lost });

/** Effects counted as far as is useful. */
async function effectsOf(rows: ReadModelQueries, draft: MappingDraft): Promise<PreviewView> {
  const effects: EffectView[] = [];
  let total = 0;
  for await (const effect of rows.previewMapping(draft)) {
    if (total >= MAX_PREVIEWED_MEMBERS) return { effects, total, shown: effects.length, complete: false };
    total += 1;
    if (effects.length < MAX_SHOWN_EFFECTS) effects.push(shown(effect));
  }
  return { effects, total, shown: effects.length, complete: true };
}

/** What groups give to their members. */
@Injectable()
export class Mappings {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
  ) {}

  /** Gives the members of a group something else. */
  async set(asked: Asked, groupId: string, { role = null, applications, precedence }: MappingBody): Promise<void> {
    await this.mustExist(asked.companyId, groupId);
    await this.companies.run({ type: 'SetGroupMapping', context: askedBy(asked), groupId, mapping: { role, applications, precedence } });
  }

  /** Gives them nothing. The group may be gone: what it gave can still be taken away. */
  async remove(asked: Asked, groupId: string): Promise<void> {
    await this.companies.run({ type: 'RemoveGroupMapping', context: askedBy(asked), groupId });
  }

  /** What `set` or `remove` would do, by the same rules: what it shows is what then happens, and what they would refuse it refuses. */
  async preview({ id: companyId, company }: CompanyAtHand, asked: { readonly caller: Caller; readonly requestId: string }, groupId: string, body: PreviewBody): Promise<PreviewView> {
    await this.mustExist(companyId, groupId);
    if (body.remove === true) return effectsOf(await this.rows.caughtUp(companyId), { companyId, groupId, mapping: null });
    const command: CompanyCommand = { type: 'SetGroupMapping', context: contextOf(asked.caller, companyId, asked.requestId), groupId, mapping: draftOf(body) };
    const decision = companyDecider.decide({ kind: 'registered', company }, command);
    if (decision.kind === 'refused') throw refusedBy(decision.refusal);
    const [set] = decision.events;
    // No event: the group gives this already, so nothing changes for anybody.
    if (set?.type !== 'GroupMappingSet') return { effects: [], total: 0, shown: 0, complete: true };
    const { role, applications, precedence } = set.data;
    return effectsOf(await this.rows.caughtUp(companyId), { companyId, groupId, mapping: { role, applications, precedence } });
  }

  private async mustExist(companyId: string, id: string): Promise<void> {
    const group = POSSIBLE_ID.test(id) ? await this.queries.execute(new ReadGroup(companyId, { id })) : null;
    if (!group) throw noGroup();
  }
}

function draftOf({ role = null, applications, precedence }: PreviewBody): GroupMappingState {
  if (applications !== undefined && precedence !== undefined) return { role, applications, precedence };
  const detail = 'Give it to see what a mapping does, or give remove: true to see what happens without one.';
  const missing = [...(applications === undefined ? ['applications'] : []), ...(precedence === undefined ? ['precedence'] : [])];
  throw problem('invalid', { errors: missing.map((field) => ({ field, detail })) });
}
