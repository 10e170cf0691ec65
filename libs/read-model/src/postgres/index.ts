export { WrongEncoding } from './bookkeeping.ts';
export * from './generations.ts';
export * from './read-model.ts';
export { UnfitText } from './row-statements.ts';
export * from './settings.ts';
export { NoTrigrams } from './user-places.ts';
