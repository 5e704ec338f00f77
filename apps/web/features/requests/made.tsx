import type { RequestDetail } from '@virtfleet/contracts/request';
import { Card } from '@virtfleet/ui/card';
import { StateBadge } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import { vmStates } from '../vms/states.ts';

/** The VMs that an approval made, and how they are now. */
export function MadeVms({ request: { made, project } }: { request: RequestDetail }) {
  if (made.length === 0) return null;
  return (
    <Card title="What it made" fact={made.length === 1 ? undefined : `${made.length} VMs`} flush>
      <ul className="divide-y divide-line">
        {made.map(({ id, name, state, failure }) => (
          <li key={id} className="flex min-h-10 flex-wrap items-center gap-x-4 px-4 py-2">
            <span className="min-w-40 font-[550]">
              {state === 'deleted' ? (
                name
              ) : (
                <Link className="rounded-tag hover:underline" href={`/projects/${project.name}/vms/${id}`}>
                  {name}
                </Link>
              )}
            </span>
            {state === 'deleted' ? (
              <span className="text-ink-3">deleted since</span>
            ) : (
              <StateBadge tone={vmStates[state].tone} evidence={failure ?? undefined}>
                {vmStates[state].word}
              </StateBadge>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
