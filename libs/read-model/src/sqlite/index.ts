export { READ_MODEL_FOLDER, generationFile, liveGeneration } from './generation-files.ts';
export * from './read-model.ts';
export * from './rebuild.ts';
