'use client';

import type { SessionView } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { browserName } from './browser-name.ts';

type SessionTableProps = {
  sessions: readonly SessionView[];
  /** The id of the one that is being ended. */
  ending: string | undefined;
  onEnd: (session: SessionView) => void;
  /** In place of the rows when there are none. */
  empty?: React.ReactNode;
};

/** Where someone is signed in. */
export function SessionTable({ sessions, ending, onEnd, empty }: SessionTableProps) {
  return (
    <DataTable
      label="Sessions"
      columns={sessionColumns(ending, onEnd)}
      rows={sessions}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}

const sessionColumns = (
  ending: string | undefined,
  onEnd: (session: SessionView) => void,
): readonly Column<SessionView>[] => [
  {
    key: 'browser',
    head: 'Browser',
    cell: ({ userAgent, current }) => (
      <span title={userAgent ?? undefined} className="block truncate">
        <span className="font-[550]">{browserName(userAgent)}</span>
        {current && <span className="text-ink-2"> · this one</span>}
      </span>
    ),
  },
  {
    key: 'began',
    head: 'Signed in',
    className: 'text-ink-2',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
  },
  {
    key: 'used',
    head: 'Last used',
    className: 'text-ink-2',
    // It is written down now and then only.
    cell: ({ lastSeenAt, current }) => (current ? 'now' : <RelativeTime date={lastSeenAt} />),
  },
  {
    key: 'end',
    head: <span className="sr-only">Actions</span>,
    align: 'right',
    width: '90px',
    cell: (session) =>
      !session.current && (
        <Button
          size="sm"
          pending={ending === session.id}
          aria-label={`End the session of ${browserName(session.userAgent)}`}
          onClick={() => onEnd(session)}
        >
          End
        </Button>
      ),
  },
];
