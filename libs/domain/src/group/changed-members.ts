import type { Set as PersistentSet } from 'immutable';
import type { GroupChange, MemberSelection } from '@luciq/scim';
import { memberMatches } from '@luciq/scim';

/** A step that is about members. */
export type MembersChange = Exclude<GroupChange, { kind: 'rename' | 'setExternalId' }>;

/** What came and what left between the beginning and now, each id once. */
export interface MembersDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * The members of a group while a request is decided: the set from before, with what the steps said laid over it. It costs
 * what the request names, but for a step that means the whole group: a replace, or a filter other than by id.
 */
export class ChangedMembers {
  /** By id, whether it is a member now; for an id that is not here what was before counts. */
  private readonly said = new Map<string, boolean>();
  /** Once the list was replaced nothing counts that was before. */
  private wasReplaced = false;

  constructor(private readonly before: PersistentSet<string>) {}

  /** Does one step; false if it means members that are not there. */
  apply(change: MembersChange): boolean {
    switch (change.kind) {
      case 'addMembers':
        for (const id of change.memberIds) this.said.set(id, true);
        return true;
      case 'removeMembers':
        for (const id of this.selected(change.members)) this.said.set(id, false);
        return true;
      case 'replaceMembers':
        this.wasReplaced = true;
        this.said.clear();
        for (const id of change.memberIds) this.said.set(id, true);
        return true;
      case 'exchangeMembers': {
        const leaving = this.selected(change.members);
        for (const id of leaving) this.said.set(id, false);
        if (leaving.length > 0) this.said.set(change.memberId, true);
        return leaving.length > 0;
      }
    }
  }

  /** What all steps together changed. */
  difference(): MembersDifference {
    const { before, said } = this;
    const added: string[] = [];
    const removed: string[] = [];
    for (const [id, isMember] of said) {
      if (isMember === before.has(id)) continue;
      (isMember ? added : removed).push(id);
    }
    if (this.wasReplaced) for (const id of before) if (!said.has(id)) removed.push(id);
    return { added, removed };
  }

  private has(id: string): boolean {
    return this.said.get(id) ?? (!this.wasReplaced && this.before.has(id));
  }

  private selected(members: MemberSelection): readonly string[] {
    if (members.kind === 'ids') return [...new Set(members.memberIds)].filter((id) => this.has(id));
    const { filter } = members;
    const named = [...this.said].flatMap(([id, isMember]) => (isMember ? [id] : []));
    const others = this.wasReplaced ? [] : [...this.before].filter((id) => !this.said.has(id));
    return [...others, ...named].filter((id) => memberMatches(filter, id));
  }
}
