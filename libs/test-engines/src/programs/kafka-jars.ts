import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { onPath, runToEnd } from './index.ts';

/** The version in pom.xml. */
export const KAFKA_VERSION = '4.1.0';

/** The folder of Kafka's jars; fetched by Maven the first time, whose log goes into the given folder. */
export async function kafkaJars(folder: string): Promise<string> {
  const chosen = process.env['KAFKA_JARS'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'luciq');
  const kept = join(cache, `kafka-${KAFKA_VERSION}`);
  if (existsSync(kept)) return kept;
  const maven = onPath('mvn');
  if (maven === null) throw new Error('Maven, which fetches Kafka, is not installed');
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'fetching-'));
  const args = [
    '-q',
    '-B',
    '-f',
    join(import.meta.dirname, 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${fresh}`,
  ];
  try {
    await runToEnd({ command: maven, args, log: join(folder, 'maven.log') });
    if (globSync(join(fresh, 'kafka_*.jar')).length === 0) throw new Error('Maven brought no Kafka');
    renameSync(fresh, kept);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(kept)) throw new Error('Maven could not fetch Kafka', { cause: error });
  }
  return kept;
}
