import { memberMatches } from '@luciq/scim';
import type { GroupChange, MemberSelection } from '@luciq/scim';
import type { Set as PersistentSet } from 'immutable';
import { Set as persistentSet } from 'immutable';

/** A step that is about members. */
export type MembersChange = Exclude<GroupChange, { kind: 'rename' | 'setExternalId' }>;

/** What came and what left between the beginning and now, each id once. */
export interface MembersDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * The members of a group while a request is decided. It costs what the request names, but for a step that means the whole
 * group: a replace, or a filter other than by id.
 */
export class MembersInHand {
  private current: PersistentSet<string>;
  /** Ids that a step named. Any other id is as it was, unless the whole list was replaced. */
  private readonly touched = new Set<string>();
  private wasReplaced = false;

  constructor(private readonly before: PersistentSet<string>) {
    this.current = before;
  }

  /** Does one step; false if it means members that are not there. */
  apply(change: MembersChange): boolean {
    switch (change.kind) {
      case 'addMembers':
        this.add(change.memberIds);
        return true;
      case 'removeMembers':
        this.remove(this.selected(change.members));
        return true;
      case 'replaceMembers':
        this.wasReplaced = true;
        this.current = persistentSet(change.memberIds);
        return true;
      case 'exchangeMembers': {
        const leaving = this.selected(change.members);
        if (leaving.length === 0) return false;
        this.remove(leaving);
        this.add([change.memberId]);
        return true;
      }
    }
  }

  /** What all steps together changed. */
  difference(): MembersDifference {
    const { before, current } = this;
    if (this.wasReplaced) {
      return { added: [...current].filter((id) => !before.has(id)), removed: [...before].filter((id) => !current.has(id)) };
    }
    const touched = [...this.touched];
    return {
      added: touched.filter((id) => current.has(id) && !before.has(id)),
      removed: touched.filter((id) => before.has(id) && !current.has(id)),
    };
  }

  private add(ids: readonly string[]): void {
    for (const id of ids) this.touched.add(id);
    this.current = this.current.union(ids);
  }

  private remove(ids: readonly string[]): void {
    for (const id of ids) this.touched.add(id);
    this.current = this.current.withMutations((left) => ids.forEach((id) => left.remove(id)));
  }

  private selected(members: MemberSelection): readonly string[] {
    if (members.kind === 'ids') return members.memberIds.filter((id) => this.current.has(id));
    const { filter } = members;
    return [...this.current].filter((id) => memberMatches(filter, id));
  }
}
