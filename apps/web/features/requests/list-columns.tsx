import { amountsOf, type RequestListItem } from '@virtfleet/contracts/request';
import type { Column } from '@virtfleet/ui/data-table';
import { formatCount } from '@virtfleet/ui/format';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { StateBadge } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import { requestStates, sizeWords, vmsTitle } from './words.ts';

/** Of a project's list or, with each request's project, of all. `href`: a request's page. */
export const requestColumns = (
  href: (request: RequestListItem) => string,
  { withProject }: { withProject: boolean },
): readonly Column<RequestListItem>[] => [
  {
    key: 'request',
    head: 'Request',
    sort: 'number',
    text: ({ number }) => number,
    cell: (request) => (
      <Link
        href={href(request)}
        data-row-link=""
        className="block max-w-80 truncate rounded-tag hover:underline max-sm:max-w-48"
      >
        <span className="text-ink-2">#{request.number}</span>{' '}
        <span className="font-[550]">{vmsTitle(request.granted ?? request.asked)}</span>
      </Link>
    ),
  },
  {
    key: 'state',
    head: 'State',
    sort: 'state',
    text: ({ state }) => requestStates[state].word,
    cell: ({ state }) => (
      <StateBadge tone={requestStates[state].tone} spinning={false}>
        {requestStates[state].word}
      </StateBadge>
    ),
  },
  ...(withProject
    ? [
        {
          key: 'project',
          head: 'Project',
          sort: 'project',
          className: 'text-ink-2',
          text: ({ project }: RequestListItem) => project.name,
          cell: ({ project }: RequestListItem) => <span className="block max-w-40 truncate">{project.name}</span>,
        },
      ]
    : []),
  {
    key: 'by',
    head: 'Asked by',
    sort: 'by',
    className: 'text-ink-2',
    text: ({ askedBy }) => askedBy.name,
    cell: ({ askedBy }) => <span className="block max-w-40 truncate">{askedBy.name}</span>,
  },
  {
    key: 'purpose',
    head: 'For',
    className: 'text-ink-2',
    text: ({ purpose }) => purpose,
    cell: ({ purpose }) => (
      <span title={purpose} className="block max-w-70 truncate">
        {purpose}
      </span>
    ),
  },
  {
    key: 'size',
    head: 'Each',
    className: 'text-ink-2 whitespace-nowrap',
    minor: true,
    text: ({ asked, granted }) => sizeWords(granted ?? asked),
    cell: ({ asked, granted }) => sizeWords(granted ?? asked),
  },
  {
    key: 'vcpus',
    head: 'vCPU in all',
    align: 'right',
    className: 'text-ink-2',
    sort: 'vcpus',
    text: ({ asked, granted }) => amountsOf(granted ?? asked).vcpus,
    cell: ({ asked, granted }) => formatCount(amountsOf(granted ?? asked).vcpus),
  },
  {
    key: 'asked',
    head: 'Asked',
    align: 'right',
    className: 'text-ink-2',
    sort: 'asked',
    text: ({ createdAt }) => createdAt.toISOString(),
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
  },
  {
    key: 'decided',
    head: 'Decided by',
    className: 'text-ink-2',
    sort: 'decided',
    minor: true,
    text: ({ decidedBy }) => decidedBy?.name ?? null,
    cell: ({ decidedBy }) => <span className="block max-w-40 truncate">{decidedBy?.name ?? '–'}</span>,
  },
];
