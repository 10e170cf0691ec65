export * from './entry.ts';
export { foldMember } from './member-fold.ts';
export { History, type HistoryEngines } from './history.ts';
export { RECORDS_AT_A_TIME, recordsByScan, recordsOfStreams, type ReadProgress } from './member-records.ts';
export { type EverToken, tokensEver } from './tokens-ever.ts';
