import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { CommandContext, Company, CompanyCommand, GroupMappingState } from '@luciq/domain';
import { companyDecider } from '@luciq/domain';
import { isResourceId } from '@luciq/events';
import { AcknowledgedRows } from '@luciq/http';
import { ReadGroup } from '@luciq/provisioning';
import type { MappingDraft, MappingEffect, ReadModelQueries } from '@luciq/read-model';
import { CompanyCommands } from '../company/company-commands.ts';
import { summaryOf } from '../company/company-views.ts';
import { problem, refusedBy } from '../problem/problem.ts';
import type { EffectView, MappingBody, PreviewBody, PreviewView } from './groups.dto.ts';

/** Members whom a preview names. */
export const MAX_SHOWN_EFFECTS = 200;
/** Members whom a preview counts; where there are more it says so. */
export const MAX_PREVIEWED_MEMBERS = 20_000;

const effectView = ({ user, role, gained, lost }: MappingEffect): EffectView => ({
  member: summaryOf(user),
  role,
  gained,
  lost,
});

/** Effects counted as far as is useful. */
async function effectsOf(rows: ReadModelQueries, draft: MappingDraft): Promise<PreviewView> {
  const effects: EffectView[] = [];
  let total = 0;
  for await (const effect of rows.previewMapping(draft)) {
    if (total >= MAX_PREVIEWED_MEMBERS) return { effects, total, shown: effects.length, complete: false };
    total += 1;
    if (effects.length < MAX_SHOWN_EFFECTS) effects.push(effectView(effect));
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
  async set(
    context: CommandContext,
    groupId: string,
    { role = null, applications, precedence }: MappingBody,
  ): Promise<void> {
    await this.requireGroup(context.companyId, groupId);
    await this.companies.run({
      type: 'SetGroupMapping',
      context,
      groupId,
      mapping: { role, applications, precedence },
    });
  }

  /** Gives them nothing. The group may be gone: what it gave can still be taken away. */
  async remove(context: CommandContext, groupId: string): Promise<void> {
    await this.companies.run({ type: 'RemoveGroupMapping', context, groupId });
  }

  /** What `set` or `remove` would do, by the same rules: what it shows is what then happens, and what they would refuse it refuses. */
  async preview(company: Company, context: CommandContext, groupId: string, body: PreviewBody): Promise<PreviewView> {
    await this.requireGroup(company.id, groupId);
    if (body.remove === true)
      return effectsOf(await this.rows.caughtUp(company.id), { companyId: company.id, groupId, mapping: null });
    const command: CompanyCommand = { type: 'SetGroupMapping', context, groupId, mapping: draftOf(body) };
    const decision = companyDecider.decide({ kind: 'registered', company }, command);
    if (decision.kind === 'refused') throw refusedBy(decision.refusal);
    const [set] = decision.events;
    // No event: the group gives this already, so nothing changes for anybody.
    if (set?.type !== 'GroupMappingSet') return { effects: [], total: 0, shown: 0, complete: true };
    const { role, applications, precedence } = set.data;
    return effectsOf(await this.rows.caughtUp(company.id), {
      companyId: company.id,
      groupId,
      mapping: { role, applications, precedence },
    });
  }

  private async requireGroup(companyId: string, id: string): Promise<void> {
    const group = isResourceId(id) ? await this.queries.execute(new ReadGroup(companyId, { id })) : null;
    if (!group) throw problem('group-not-found');
  }
}

function draftOf({ role = null, applications, precedence }: PreviewBody): GroupMappingState {
  if (applications !== undefined && precedence !== undefined) return { role, applications, precedence };
  const detail = 'Give it to see what a mapping does, or give remove: true to see what happens without one.';
  const missing = [
    ...(applications === undefined ? ['applications'] : []),
    ...(precedence === undefined ? ['precedence'] : []),
  ];
  throw problem('invalid', { errors: missing.map((field) => ({ field, detail })) });
}
