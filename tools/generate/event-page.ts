import { readdirSync, readFileSync } from 'node:fs';
import type { EventType } from '@luciq/events';
import { catalogue, messageType, newestVersion } from '@luciq/events';

const SAMPLES = 'libs/events/samples';

/** The page of the event catalogue, from the catalogue and the frozen samples. */
export function eventPage(): string {
  const rows = Object.entries(catalogue).map(([type, { visibility, meaning }]) => {
    const version = newestVersion(type as EventType);
    const message = visibility === 'published' ? `\`${messageType(type as EventType, version)}\`` : 'stays in the log';
    return `| \`${type}\` | ${version} | ${message} | ${meaning} |`;
  });
  const samples = readdirSync(SAMPLES)
    .sort()
    .map(
      (name) =>
        `## ${name.replace(/\.json$/, '')}\n\n\`\`\`json\n${readFileSync(`${SAMPLES}/${name}`, 'utf8').trim()}\n\`\`\`\n`,
    );
  return [
    '# Event catalogue',
    '',
    'Made by `npm run generate` from `libs/events`; do not edit. Events with a message type reach other services; [what they may rely on](consumers/contract.md).',
    '',
    '| type | newest version | message type | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'Below is one stored event of every version ever written. Personal attributes are separate, under `personal`.',
    '',
    ...samples,
  ].join('\n');
}
