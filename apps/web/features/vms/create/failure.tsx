import type { PlacementReason } from '@virtfleet/contracts/views';
import { z } from 'zod';
import { errorCode, errorData, errorMessage } from '../../../trpc/errors.ts';
import { HostReasons } from '../placement.tsx';

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
