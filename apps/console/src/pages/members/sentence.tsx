import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { TimeText } from '../../parts/text/time-text.tsx';
import type { SentencePart } from './access-reasons.ts';

interface SentenceProps {
  readonly companyId: string;
  readonly parts: readonly SentencePart[];
}

/** A sentence with its links and times. */
export function Sentence({ companyId, parts }: SentenceProps): ReactNode {
  return parts.map((part, index) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'time') return <TimeText key={index} time={part.time} />;
    return (
      <Anchor key={index} component={Link} to={`/companies/${companyId}/groups/${part.id}`} inherit underline="always">
        {part.name}
      </Anchor>
    );
  });
}
