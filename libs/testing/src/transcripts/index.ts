export * from './match.ts';
export * from './transcript.ts';
export * from './play.ts';
