'use client';

import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { useState } from 'react';
import { errorMessage } from '../../../trpc/errors.ts';
import { PlanTabs } from '../plan/plan-texts.tsx';
import type { CreateVmForm } from './form.ts';
import { useFullPlan } from './use-plan.ts';

/** All that a create of the form as it stands would do, to read and to copy. */
export function ShowPlan({ form, projectId }: { form: Partial<CreateVmForm>; projectId: string }) {
  const [open, setOpen] = useState(false);
  const { data: plan, error } = useFullPlan(form, projectId, open);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Show plan</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        wide="page"
        title="What will happen"
        description={
          plan && (
            <>
              plan <span className="mono">{plan.hash.slice(0, 4)}</span>, made <RelativeTime date={plan.madeAt} />.
              Nothing is held for it: the create looks again.
            </>
          )
        }
        footer={<Button onClick={() => setOpen(false)}>Close</Button>}
      >
        {plan && plan.problems.length > 0 && (
          <ul className="mb-3 grid gap-1 text-red-ink">
            {plan.problems.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        )}
        {plan ? (
          <PlanTabs plan={plan} />
        ) : error ? (
          <p className="text-red-ink">{errorMessage(error)}</p>
        ) : (
          <div aria-hidden className="h-[min(56dvh,500px)] animate-breathe rounded-control bg-sunken" />
        )}
      </Dialog>
    </>
  );
}
