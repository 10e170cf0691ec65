import { counted } from '@luciq/events';
import type { PumpStatus, RebuildStatus } from '../../api/types.ts';

/** How well something does: the colour of the badge beside it. */
export type Health = 'good' | 'busy' | 'bad';

interface PumpBadge {
  readonly label: string;
  readonly health: Health;
}

const states: Readonly<Record<string, PumpBadge>> = {
  starting: { label: 'Starting', health: 'busy' },
  'catching-up': { label: 'Catching up', health: 'busy' },
  live: { label: 'Live', health: 'good' },
  draining: { label: 'Stopping', health: 'busy' },
  stopped: { label: 'Stopped', health: 'bad' },
  unreachable: { label: 'Not reachable', health: 'bad' },
};

/** The badge of a pump in a state; a state that this page does not know is shown as it is spelt. */
export const pumpState = (state: string): PumpBadge =>
  Object.hasOwn(states, state) ? (states[state] ?? { label: state, health: 'busy' }) : { label: state, health: 'busy' };

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/** How far behind a pump is: in records, and in time where that is known. */
export function lagText({ lagRecords, lagSeconds }: Pick<PumpStatus, 'lagRecords' | 'lagSeconds'>): string {
  if (lagRecords === 0 || (lagRecords === null && lagSeconds === 0)) return 'nothing waiting';
  const parts = [
    ...(lagRecords === null ? [] : [counted(lagRecords, 'record')]),
    ...(lagSeconds === null ? [] : [timeText(lagSeconds)]),
  ];
  return parts.length === 0 ? 'not known' : `${parts.join(', ')} behind`;
}

function timeText(seconds: number): string {
  if (seconds < MINUTE_SECONDS) return `${Math.round(seconds)} s`;
  if (seconds < HOUR_SECONDS) return `${Math.round(seconds / MINUTE_SECONDS)} min`;
  return `${(seconds / HOUR_SECONDS).toFixed(1)} h`;
}

/** How far a rebuild is, from 0 to 100; null while its size is not known. */
export const rebuildPercent = ({ done, total }: Pick<RebuildStatus, 'done' | 'total'>): number | null =>
  total <= 0 ? null : Math.min(100, Math.floor((done * 100) / total));

/** A rebuild as a sentence, with what to do where there is something to do. */
export function rebuildSentence(rebuild: RebuildStatus): string {
  const { state, detail } = rebuild;
  switch (state) {
    case 'idle':
      return 'No rebuild has been started since this service came up.';
    case 'running':
      return `${rebuildPercent(rebuild) ?? 0} % of the log is read. Members go on reading the old rows until the new ones are whole.`;
    case 'done':
      return `The last rebuild is done.${detail === null ? '' : ` ${detail}`}`;
    case 'failed':
      return `The last rebuild failed; the old rows are still in use.${detail === null ? '' : ` ${detail}`}`;
  }
}
