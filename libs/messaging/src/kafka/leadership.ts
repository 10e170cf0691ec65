import type { Leadership } from '../port.ts';
import type { KafkaConnection, KafkaNames } from './client.ts';
import { openKafka } from './client.ts';
import { leaderStays } from './leader-assigner.ts';
import { groupConsumer, Membership } from './membership.ts';

/** How long a leader may be silent before another is chosen, in milliseconds; the least that brokers allow by default. */
export const LEADER_SESSION_MS = 6_000;

const FETCH_WAIT_MS = 500;

/** Of whom the leadership is made. */
export interface LeadershipOptions {
  readonly connection: KafkaConnection;
  readonly names: KafkaNames;
}

/**
 * Stands for election among the relays: the leader is the one that has the only partition of the leader topic, which
 * holds no messages. Being the leader keeps idle relays from shutting the working one out; that nothing is written twice
 * does not depend on it.
 */
export function relayLeadership({ connection, names }: LeadershipOptions): Leadership {
  const kafka = openKafka(connection);
  const won = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  let since = 0;
  let chosen = false;
  const membership = new Membership({
    sessionTimeoutMs: LEADER_SESSION_MS,
    topic: names.leader,
    open: () =>
      groupConsumer(kafka, {
        groupId: names.relayGroup,
        sessionTimeout: LEADER_SESSION_MS,
        rebalanceTimeout: LEADER_SESSION_MS,
        maxWaitTimeInMs: FETCH_WAIT_MS,
        partitionAssigners: [leaderStays(() => since)],
      }),
    run: { autoCommit: false, eachBatch: async () => undefined },
    onJoined: (_, partitions) => {
      chosen = partitions.length > 0;
      if (chosen) {
        since ||= Date.now();
        won.resolve();
      } else if (since > 0) {
        since = 0;
        lost.resolve();
      }
    },
  });
  return {
    leading: () => chosen && since > 0 && membership.confirmed(),
    won: won.promise,
    lost: lost.promise,
    connected: () => membership.confirmed(),
    resign: () => membership.stop(),
  };
}
