export type { MessagingEngine, OpenMessaging } from './engine.ts';
export { partitionsContract } from './partitions.ts';
export { leadershipContract, relaySinkContract } from './relay.ts';
