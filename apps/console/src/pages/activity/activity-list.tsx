import '../../parts/list/lists.css';
import { ActionIcon, Anchor, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Fragment, useId } from 'react';
import { Link } from 'react-router';
import type { ActivityEntry, ActivityOutcome } from '../../api/types.ts';
import type { Tone } from '../../parts/controls/state-badge.tsx';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import { CARDS_BELOW } from '../../parts/list/row-list.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { ActivityDetails } from './activity-details.tsx';
import { actionLabel, OUTCOME_LABELS, outcomeSentence, shortDuration } from './activity-labels.ts';

const tones: Readonly<Record<ActivityOutcome, Tone>> = {
  done: 'good',
  refused: 'bad',
  'held-back': 'waiting',
  failed: 'bad',
};

interface ActivityListProps {
  readonly companyId: string;
  readonly entries: readonly ActivityEntry[];
  /** Ids of the entries whose details are shown. */
  readonly opened: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
}

/** Requests, each to be opened for what it caused: a table where there is room, cards on a phone. */
export function ActivityList(props: ActivityListProps): ReactNode {
  const narrow = useMediaQuery(`(max-width: ${CARDS_BELOW})`, undefined, { getInitialValueInEffect: false });
  return narrow ? <Cards {...props} /> : <Rows {...props} />;
}

const HEADS = ['Time', 'Request', 'Outcome', 'Duration', 'What came of it'];

function Rows({ companyId, entries, opened, toggle }: ActivityListProps): ReactNode {
  const prefix = useId();
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table className="row-list activity-list" aria-label="Activity" verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w={44}>
              <span className="for-screen-readers">Details</span>
            </Table.Th>
            {HEADS.map((head) => (
              <Table.Th key={head} scope="col" ta={head === 'Duration' ? 'right' : undefined}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => {
            const open = opened.has(entry.id);
            const details = `${prefix}-${entry.id}`;
            return (
              <Fragment key={entry.id}>
                <Table.Tr className={open ? 'opened' : undefined}>
                  <Table.Td>
                    <Opener entry={entry} open={open} controls={details} toggle={toggle} />
                  </Table.Td>
                  <Table.Td className="activity-time">
                    <TimeText time={entry.time} exact />
                  </Table.Td>
                  <Table.Td>
                    <Asked companyId={companyId} entry={entry} />
                  </Table.Td>
                  <Table.Td>
                    <Outcome entry={entry} />
                  </Table.Td>
                  <Table.Td ta="right" className="numeric activity-duration">
                    {shortDuration(entry.durationMs)}
                  </Table.Td>
                  <Table.Td className="activity-sentence">{outcomeSentence(entry)}</Table.Td>
                </Table.Tr>
                {open && (
                  <Table.Tr id={details} className="opened-details">
                    <Table.Td />
                    <Table.Td colSpan={HEADS.length}>
                      <ActivityDetails companyId={companyId} entry={entry} />
                    </Table.Td>
                  </Table.Tr>
                )}
              </Fragment>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards({ companyId, entries, opened, toggle }: ActivityListProps): ReactNode {
  const prefix = useId();
  return (
    <ul className="card-list activity-list" aria-label="Activity">
      {entries.map((entry) => {
        const open = opened.has(entry.id);
        const details = `${prefix}-${entry.id}`;
        const sentence = outcomeSentence(entry);
        return (
          <li key={entry.id}>
            <div className="activity-card">
              <div className="card-title">
                <Asked companyId={companyId} entry={entry} />
              </div>
              <Opener entry={entry} open={open} controls={details} toggle={toggle} />
            </div>
            <div className="activity-facts">
              <Outcome entry={entry} />
              <TimeText time={entry.time} exact />
              <span>{shortDuration(entry.durationMs)}</span>
            </div>
            {sentence !== null && <Text size="sm">{sentence}</Text>}
            {open && (
              <div id={details}>
                <ActivityDetails companyId={companyId} entry={entry} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface OpenerProps {
  readonly entry: ActivityEntry;
  readonly open: boolean;
  readonly controls: string;
  readonly toggle: (id: string) => void;
}

function Opener({ entry, open, controls, toggle }: OpenerProps): ReactNode {
  const what = `${actionLabel(entry.action, entry.outcome)}${entry.target === null ? '' : `, ${entry.target}`}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      aria-label={`Details of: ${what}`}
      onClick={() => toggle(entry.id)}
    >
      {open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
    </ActionIcon>
  );
}

const listOf = ({ resourceType }: ActivityEntry): string => (resourceType === 'User' ? 'members' : 'groups');

function Asked({ companyId, entry }: { readonly companyId: string; readonly entry: ActivityEntry }): ReactNode {
  const { action, outcome, target, resourceId } = entry;
  return (
    <>
      <span>{actionLabel(action, outcome)}</span>
      {target !== null && (
        <Text size="xs" c="dimmed" fw={400} className="row-name">
          {resourceId === null ? (
            target
          ) : (
            <Anchor component={Link} to={`/companies/${companyId}/${listOf(entry)}/${resourceId}`} inherit>
              {target}
            </Anchor>
          )}
        </Text>
      )}
    </>
  );
}

function Outcome({ entry: { outcome, status } }: { readonly entry: ActivityEntry }): ReactNode {
  return (
    <StateBadge tone={tones[outcome]}>
      {OUTCOME_LABELS[outcome]}
      <Text span c="dimmed" size="xs" className="numeric">
        <span className="for-screen-readers">, status </span>
        {status}
      </Text>
    </StateBadge>
  );
}
