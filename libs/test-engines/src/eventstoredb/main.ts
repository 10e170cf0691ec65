import { parseArgs } from 'node:util';
import { EventStoreDbDouble } from './double.ts';

/** The double as a process of its own: `--port N` (any free one unless set), `--file F` (a log that survives it). */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' } } });
const double = await EventStoreDbDouble.start({
  port: Number(values.port),
  ...(values.file === undefined ? {} : { file: values.file }),
});
process.stdout.write(`the EventStoreDB double listens on ${double.connectionString}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void double.stop());
