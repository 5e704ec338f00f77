'use client';

import type { PlanChange } from '@virtfleet/contracts/request';
import { Note } from '@virtfleet/ui/note';
import { errorMessage } from '../../trpc/errors.ts';
import { HostReasons } from '../vms/placement.tsx';
import type { LiveRequestPlan } from './use-request-plan.ts';

/** What is otherwise since it was asked for: the plan no longer holds, or nothing can be made of it now. */
export function PlanNews({ live: { answer, failed } }: { live: LiveRequestPlan }) {
  if (failed) return <Note tone="bad">It can’t be planned now: {errorMessage(failed)}</Note>;
  if (!answer) return null;
  const { plan, changes } = answer;
  return (
    <>
      {plan.problems.length > 0 && (
        <Note tone="bad">
          <b className="font-[550]">It can’t be made as it stands.</b>
          {plan.problems.map(({ message }) => (
            <p key={message}>{message}</p>
          ))}
          {plan.problems.some(({ code }) => code === 'no_valid_host') && plan.placement.length > 0 && (
            <HostReasons hosts={plan.placement} nameAll />
          )}
        </Note>
      )}
      {plan.problems.length === 0 && changes.length > 0 && (
        <Note tone="warn">
          <b className="font-[550]">The plan no longer holds.</b> Made anew, it is otherwise; what is approved is this
          new one.
          <Changes changes={changes} />
        </Note>
      )}
      {plan.beyond.length === 0 && plan.problems.length === 0 && (
        <Note tone="idle">The policy grants this by now: it could be created without asking.</Note>
      )}
    </>
  );
}

function Changes({ changes }: { changes: readonly PlanChange[] }) {
  const shown = changes.slice(0, 12);
  return (
    <div className="mt-2 max-w-full overflow-x-auto">
      <table aria-label="What is otherwise" className="border-collapse text-left">
        <thead>
          <tr className="text-caption text-ink-2">
            {['VM', 'What', 'Was', 'Now'].map((head) => (
              <th key={head} scope="col" className="py-1 pr-6 font-[550]">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ of, what, was, now }) => (
            <tr key={`${of} ${what}`} className="border-line border-t">
              <th scope="row" className="whitespace-nowrap py-1 pr-6 font-[550]">
                {of}
              </th>
              <td className="py-1 pr-6 text-ink-2">{what}</td>
              <td className="mono whitespace-nowrap py-1 pr-6 text-ink-2 line-through">{was}</td>
              <td className="mono whitespace-nowrap py-1 pr-6">{now}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > shown.length && <p className="text-ink-2">and {changes.length - shown.length} more</p>}
    </div>
  );
}
