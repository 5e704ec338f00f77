import type { PlanProblem, VmPlan } from '@virtfleet/contracts/plan';
import type { PlacementReason } from '@virtfleet/contracts/views';
import { z } from 'zod';
import { errorCode, errorData, errorMessage } from '../../../trpc/errors.ts';
import { HostReasons, HostReasonsBox } from '../placement.tsx';

const rejected: z.ZodType<PlacementReason[]> = z.array(
  z.object({
    host: z.string(),
    verdict: z.enum(['chosen', 'fits', 'rejected']),
    score: z.number().nullable(),
    reasons: z.array(z.string()),
  }),
);

/** Why nothing was created, when it isn't about one field; for "no host", what each host lacks. */
export function CreateFailure({ error }: { error: unknown }) {
  const hosts = errorCode(error) === 'no_valid_host' ? rejected.safeParse(errorData(error)).data : undefined;
  return (
    <div role="alert" className="mt-3.5 border-line border-t pt-3">
      <p className="font-[550] text-red-ink">{errorMessage(error)}</p>
      {hosts && hosts.length > 0 && <HostReasons hosts={hosts} />}
      <p className="mt-1 text-ink-2">Nothing was created, and nothing that you typed is lost.</p>
    </div>
  );
}

/** Why the form as it stands could not be created now, before anybody asks for it; what belongs to a field stands there. */
export function PlanProblems({ plan }: { plan: VmPlan | undefined }) {
  const problems = plan?.problems.filter(({ code }) => shownHere.has(code)) ?? [];
  if (!plan || problems.length === 0) return null;
  return (
    <div role="status" className="mt-3.5 border-line border-t pt-3">
      {problems.map(({ message }) => (
        <p key={message} className="font-[550] text-red-ink">
          {message}
        </p>
      ))}
      {problems.some(({ code }) => code === 'no_valid_host') && plan.placement.length > 0 && (
        <HostReasonsBox hosts={plan.placement} label="What each host lacks" />
      )}
    </div>
  );
}

const shownHere: ReadonlySet<PlanProblem['code']> = new Set(['no_valid_host', 'no_free_address', 'quota_exceeded']);
