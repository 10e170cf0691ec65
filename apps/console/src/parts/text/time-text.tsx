import type { TextProps } from '@mantine/core';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { exactTime, fullTime, shortTime, sinceNow } from './format-time.ts';

/** How often "2 minutes ago" is worked out anew, in milliseconds. */
export const RELATIVE_TIME_EVERY_MS = 30_000;

interface TimeTextProps extends TextProps {
  /** ISO 8601; null for never. */
  readonly time: string | null;
  /** "2 minutes ago" instead of the date; the date is shown on hover. */
  readonly relative?: boolean;
  /** With seconds, for what happens in bursts. */
  readonly exact?: boolean;
  /** What stands for never. */
  readonly never?: string;
}

/** A time in the reader's own zone and language. */
export function TimeText({
  time,
  relative = false,
  exact = false,
  never = 'Never',
  ...text
}: TimeTextProps): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!relative) return undefined;
    const timer = setInterval(() => setNow(Date.now()), RELATIVE_TIME_EVERY_MS);
    return () => clearInterval(timer);
  }, [relative]);
  if (time === null) {
    return (
      <Text span inherit c="dimmed" {...text}>
        {never}
      </Text>
    );
  }
  return (
    <Text span inherit {...text}>
      <time dateTime={time} title={fullTime(time)}>
        {relative ? sinceNow(time, now) : (exact ? exactTime : shortTime)(time)}
      </time>
    </Text>
  );
}
