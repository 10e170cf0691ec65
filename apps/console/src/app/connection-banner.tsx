import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { AWAY_LOOK_INTERVAL_MS, LOOK_INTERVAL_MS, lookForAnswer, useAwaySince } from '../api/connection.ts';
import { TimeText } from '../parts/text/time-text.tsx';

/** Says that Luciq does not answer and how old what is shown is; once it answers again, everything is read anew. */
export function ConnectionBanner(): ReactNode {
  const awaySince = useAwaySince();
  const client = useQueryClient();
  const isAway = awaySince !== null;
  useEffect(() => {
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible' && (await lookForAnswer()) && isAway) await client.invalidateQueries();
    };
    const timer = setInterval(() => void look(), isAway ? AWAY_LOOK_INTERVAL_MS : LOOK_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [isAway, client]);
  if (awaySince === null) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      mb="md"
      title="Luciq does not answer"
      icon={<IconPlugConnectedX aria-hidden />}
    >
      What you see here is from <TimeText time={new Date(awaySince).toISOString()} exact />. This page goes on by itself
      as soon as there is an answer.
    </Alert>
  );
}
