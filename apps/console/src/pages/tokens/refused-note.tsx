import { Alert, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { counted } from '@luciq/events';
import { useRefused } from '../../api/tokens.ts';
import { TimeText } from '../../parts/text/time-text.tsx';
import { byToken, REFUSAL_ADVICE, refusedName } from './refused-tokens.ts';

/** Tokens with which someone still asks, and is refused. Nothing while there are none, and where they cannot be told. */
export function RefusedNote({ companyId }: { readonly companyId: string }): ReactNode {
  const refused = byToken(useRefused(companyId).data ?? []);
  if (refused.length === 0) return null;
  return (
    <Alert
      variant="light"
      color="yellow"
      mb="lg"
      title="Requests were refused because of their token in the last 7 days"
    >
      <List size="sm" spacing="xs">
        {refused.map(({ count, lastAt, ...token }) => (
          <List.Item key={`${token.tokenId} ${token.reason}`}>
            <Text span inherit fw={600} className="row-name">
              {refusedName(token)}
            </Text>
            {': '}
            {counted(count, 'request')}, the last one <TimeText time={lastAt} relative />.{' '}
            {REFUSAL_ADVICE[token.reason]}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
