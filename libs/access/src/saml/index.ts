export * from './types.ts';
export * from './sentences.ts';
export * from './certificate.ts';
export * from './service-provider.ts';
export * from './verify.ts';
export { MAX_XML_DEPTH, MAX_XML_PARTS } from './document.ts';
