export { CheckpointUnreadable, CHECKPOINT_READ_TIMEOUT_MS } from './checkpoint.ts';
export { kafkaConnection, kafkaNames, kafkaOutOfReach, KafkaUnusable, lookAtBrokers, openKafka } from './client.ts';
export type { KafkaConnection, KafkaNames } from './client.ts';
export { LEADER_SESSION_MS, relayLeadership } from './leadership.ts';
export { CheckpointOffPartition, MAX_WAITING_BYTES, MAX_WAITING_MESSAGES } from './partition-feed.ts';
export { FETCH_BYTES, kafkaPartitions, OFFSETS_INTERVAL_MS, PROJECTOR_SESSION_MS } from './partitions.ts';
export type { PartitionsOptions } from './partitions.ts';
export {
  CheckpointOfAnotherLog,
  kafkaRelaySink,
  RecordsOutOfOrder,
  RelayFenced,
  SEND_BYTES,
  TRANSACTION_BYTES,
  TRANSACTION_TIMEOUT_MS,
} from './relay-sink.ts';
export type { RelaySinkOptions } from './relay-sink.ts';
export {
  CHECKPOINT_SEGMENT_BYTES,
  ensureTopics,
  MAX_MESSAGE_BYTES,
  openTopics,
  topicSettings,
  TopicsUnsuitable,
} from './topics.ts';
export type { EnsuredTopics, TopicSettings } from './topics.ts';
