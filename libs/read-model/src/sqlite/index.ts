export { generationFile, liveGeneration } from './generation-files.ts';
export * from './read-model.ts';
export * from './rebuild.ts';
