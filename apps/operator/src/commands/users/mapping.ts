import type { CompanyCommand } from '@luciq/domain';
import { companySentence } from '@luciq/domain';
import { isResourceId } from '@luciq/events';
import type { Reads } from '@luciq/provisioning';
import { ChangeCompany, ReadGroup, reads } from '@luciq/provisioning';
import { commandContexts } from '../../command-context.ts';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withLog, withWrites } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

/** What the members of a group are to be given. */
export interface MappingGiven {
  /** Id or displayName of the group. */
  readonly group: string;
  readonly role?: string;
  readonly applications: readonly string[];
  readonly precedence: number;
}

async function groupOf(
  { readGroup }: Reads,
  companyId: string,
  called: string,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const byId = isResourceId(called) ? await readGroup.execute(new ReadGroup(companyId, { id: called })) : null;
  const view = byId ?? (await readGroup.execute(new ReadGroup(companyId, { displayName: called })));
  return view && { id: view.group.id, name: view.group.displayName };
}

async function chosenGroup(
  log: Reads,
  companyId: string,
  called: string,
): Promise<{ readonly id: string; readonly name: string }> {
  const group = await groupOf(log, companyId, called);
  if (group) return group;
  throw new CannotWork(`The company ${companyId} has no group with the id or displayName ${JSON.stringify(called)}.`);
}

/** Gives the members of a group a role, applications or both, in place of what the group gave before. */
export function setMapping(
  options: GlobalOptions,
  { group: called, role, applications, precedence }: MappingGiven,
): Promise<ExitStatus> {
  if (role === undefined && applications.length === 0)
    throw new CannotWork('Say what the group gives: --role, --applications or both.', EXIT.wrongUse);
  return withWrites(options, async (write) => {
    const { id: companyId } = await chooseCompany(options, write);
    const group = await chosenGroup(write, companyId, called);
    const command: CompanyCommand = {
      type: 'SetGroupMapping',
      context: commandContexts(companyId)(),
      groupId: group.id,
      mapping: { role: role ?? null, applications, precedence },
    };
    const outcome = await write.changeCompany.execute(new ChangeCompany(command));
    if (outcome.kind === 'refused') throw new CannotWork(companySentence(outcome.refusal));
    if (options.json) printJson({ company: companyId, group: group.id, changed: outcome.changed });
    else
      print(
        `The members of ${group.name} are given ${[role, ...applications].filter(Boolean).join(', ')}.${outcome.changed ? '' : ' They were before.'}`,
      );
    return EXIT.fine;
  });
}

/** Gives the members of a group nothing for being in it. A group that was deleted is named by its id. */
export function removeMapping(
  options: GlobalOptions,
  { group: called }: Pick<MappingGiven, 'group'>,
): Promise<ExitStatus> {
  return withWrites(options, async (write) => {
    const { id: companyId, groupMappings } = await chooseCompany(options, write);
    const groupId = groupMappings.has(called) ? called : (await chosenGroup(write, companyId, called)).id;
    const outcome = await write.changeCompany.execute(
      new ChangeCompany({ type: 'RemoveGroupMapping', context: commandContexts(companyId)(), groupId }),
    );
    if (outcome.kind === 'refused') throw new CannotWork(companySentence(outcome.refusal));
    if (options.json) printJson({ company: companyId, group: groupId, changed: outcome.changed });
    else print(outcome.changed ? `The group ${called} gives nothing any more.` : `The group ${called} gave nothing.`);
    return EXIT.fine;
  });
}

/** Lists what groups give, the highest precedence first. */
export function listMappings(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const log = reads({ store });
    const { id: companyId, groupMappings } = await chooseCompany(options, log);
    const mappings = await Promise.all(
      [...groupMappings].map(async ([group, mapping]) => ({
        group,
        name: (await groupOf(log, companyId, group))?.name ?? null,
        ...mapping,
      })),
    );
    mappings.sort((one, other) => other.precedence - one.precedence);
    if (options.json) {
      printJson(mappings);
      return EXIT.fine;
    }
    printTable(
      ['group', 'name', 'role', 'applications', 'precedence'],
      mappings.map(({ group, name, role, applications, precedence }) => [
        group,
        name ?? '(deleted)',
        role ?? '',
        applications.join(', '),
        String(precedence),
      ]),
    );
    if (mappings.length === 0) print('No group gives anything yet.');
    return EXIT.fine;
  });
}
