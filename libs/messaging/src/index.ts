export * from './cloud-event.ts';
export * from './port.ts';
