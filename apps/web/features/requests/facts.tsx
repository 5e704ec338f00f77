import type { RequestDetail } from '@virtfleet/contracts/request';
import { Card } from '@virtfleet/ui/card';
import { KeyValue, type KeyValueItem } from '@virtfleet/ui/key-value';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { listed } from '../vms/plan/words.ts';
import { sizeWords } from './words.ts';

/** Who asked for what, for which purpose, and who decided. */
export function Facts({ request }: { request: RequestDetail }) {
  const { number, askedBy, purpose, project, createdAt, asked, granted, keys, decidedBy, decidedAt, state } = request;
  const { image, network, loginUser, hasUserData, start, flavor } = granted ?? asked;
  const items: (KeyValueItem | false)[] = [
    { label: 'Asked by', value: askedBy.name },
    { label: 'For', value: <span className="whitespace-pre-line">{purpose}</span> },
    {
      label: 'Project',
      value: (
        <Link className="rounded-tag text-accent hover:underline" href={`/projects/${project.name}/requests`}>
          {project.name}
        </Link>
      ),
    },
    {
      label: 'Asked',
      value: (
        <>
          <RelativeTime date={createdAt} />, as <span className="whitespace-nowrap">#{number}</span>
        </>
      ),
    },
    { label: 'Each', value: `${sizeWords(granted ?? asked)}${flavor ? `, flavor ${flavor}` : ''}` },
    { label: 'From', value: image },
    { label: 'Network', value: network },
    {
      label: 'Log in',
      value:
        keys.length > 0 ? (
          <>
            <span className="mono">{loginUser}</span> with {listed(keys)}
          </>
        ) : (
          <span className="text-amber-ink">nobody could: no key</span>
        ),
    },
    { label: 'user-data', value: hasUserData ? 'a cloud-config of their own' : 'none' },
    !start && { label: 'Then', value: 'it stays off' },
    decidedAt !== null && {
      label: state === 'withdrawn' ? 'Withdrawn' : 'Decided',
      value: (
        <>
          <RelativeTime date={decidedAt} />
          {decidedBy && ` by ${decidedBy.name}`}
        </>
      ),
    },
  ];
  return (
    <Card flush label="Facts">
      <KeyValue items={items.filter((item) => item !== false)} />
    </Card>
  );
}
