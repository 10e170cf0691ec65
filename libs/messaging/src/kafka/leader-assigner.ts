import type { GroupMember, PartitionAssigner } from 'kafkajs';
import { AssignerProtocol } from 'kafkajs';

const NAME = 'LeaderStays';

function sinceOf({ memberMetadata }: GroupMember): number {
  const since = Number(AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData.toString() ?? '');
  return Number.isFinite(since) ? since : 0;
}

/**
 * Gives the one partition to the member that leads already, so that a relay that joins does not take over from one that
 * works. Of two that believe to lead, the one that began later is right: the other was not heard of for a while.
 * `since` is the time at which this member began to lead, 0 if it does not.
 */
export const leaderStays =
  (since: () => number): PartitionAssigner =>
  () => ({
    name: NAME,
    version: 0,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({
        version: 0,
        topics: [...topics],
        userData: Buffer.from(String(since())),
      }),
    }),
    assign: async ({ members, topics }) => {
      const [leader] = members.toSorted(
        (one, other) => sinceOf(other) - sinceOf(one) || (one.memberId < other.memberId ? -1 : 1),
      );
      if (!leader) return [];
      const assignment = Object.fromEntries(topics.map((topic) => [topic, [0]]));
      return [
        {
          memberId: leader.memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: 0,
            assignment,
            userData: Buffer.alloc(0),
          }),
        },
      ];
    },
  });
