import { Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** Narrower than this, rows are cards. */
export const CARDS_BELOW = '48em';

/** A column of a list. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly render: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** The label is for screen readers only: a column of buttons. */
  readonly quiet?: boolean;
  /** On a phone: the head of the card. Give it to one column. */
  readonly title?: boolean;
  readonly width?: string | number;
}

interface RowListProps<Row> {
  /** What the list is, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/** Rows with the same columns: a table where there is room, a card a row on a phone. */
export function RowList<Row>(props: RowListProps<Row>): ReactNode {
  const narrow = useMediaQuery(`(max-width: ${CARDS_BELOW})`, undefined, { getInitialValueInEffect: false });
  return narrow ? <Cards {...props} /> : <Rows {...props} />;
}

function Rows<Row>({ label, columns, rows, rowKey }: RowListProps<Row>): ReactNode {
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table className="row-list" aria-label={label} verticalSpacing={8} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, label: head, numeric, quiet, width }) => (
              <Table.Th key={key} scope="col" ta={numeric ? 'right' : undefined} w={width}>
                {quiet ? <span className="for-screen-readers">{head}</span> : head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ key, render, numeric }) => (
                <Table.Td key={key} ta={numeric ? 'right' : undefined} className={numeric ? 'numeric' : undefined}>
                  {render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards<Row>({ label, columns, rows, rowKey }: RowListProps<Row>): ReactNode {
  const title = columns.find((column) => column.title);
  return (
    <ul className="card-list" aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)}>
          {title && <div className="card-title">{title.render(row)}</div>}
          <dl>
            {columns
              .filter((column) => column !== title)
              .map(({ key, label: head, quiet, render }) => (
                <div key={key} className={quiet ? 'card-actions' : undefined}>
                  <Text component="dt" size="xs" c="dimmed" className={quiet ? 'for-screen-readers' : undefined}>
                    {head}
                  </Text>
                  <dd>{render(row)}</dd>
                </div>
              ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
