export { READ_MODEL_FOLDER, generationFile, liveGeneration } from './generation-files.ts';
export { sqliteGenerations } from './generations.ts';
export * from './read-model.ts';
export { CheckpointBeyondLog } from '../generations/rebuild.ts';
