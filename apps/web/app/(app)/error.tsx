'use client';

import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { ErrorState } from '@virtfleet/ui/error-state';
import { errorCode, errorMessage } from '../../trpc/errors.ts';

type Props = { error: unknown; retry: () => void };

/** A page that could not be shown; the frame around it stays. */
export default function PageError({ error, retry }: Props) {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null;
  const gone = errorCode(error) === 'not_found';
  return (
    <Card flush label="Error">
      <ErrorState
        title={gone ? 'This is gone' : 'This page could not be shown'}
        why={digest ? 'Something broke on our side.' : errorMessage(error)}
        todo={
          gone
            ? 'Somebody deleted it while you looked.'
            : 'Try again. If it stays, an admin finds the reason in the log.'
        }
        operation={
          digest && (
            <>
              In the log as <span className="mono">{digest}</span>
            </>
          )
        }
        actions={
          <>
            {!gone && <Button onClick={() => retry()}>Try again</Button>}
            {/* A whole load leaves the broken state behind. */}
            <Button render={<a href="/">Go to your VMs</a>}>Go to your VMs</Button>
          </>
        }
      />
    </Card>
  );
}
