import { Check, ChevronRight, Minus, Undo2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Spinner } from './spinner.tsx';

type TimelineStatus = 'ahead' | 'running' | 'done' | 'failed' | 'undone' | 'skipped';

export type TimelineStep = {
  key: string;
  title: ReactNode;
  status: TimelineStatus;
  /** At the right: a Duration, an Elapsed, "was there". */
  time?: ReactNode;
  /** Below the title, always shown: why it failed. */
  note?: ReactNode;
  /** Folded under the step: its CommandBlocks. */
  body?: ReactNode;
  /** Whether it starts unfolded; by default when it failed. */
  open?: boolean;
};

/** Steps in their order, each with its state, its time, and what was done for it folded underneath. */
export function Timeline({ steps, className }: { steps: readonly TimelineStep[]; className?: string }) {
  return (
    <ol className={cx('py-1', className)}>
      {steps.map((step) => (
        <li key={step.key}>
          <Step step={step} />
        </li>
      ))}
    </ol>
  );
}

const lineClass = 'flex min-h-8.5 items-center gap-2 px-4 py-1.75 pointer-coarse:min-h-11';

function Step({ step }: { step: TimelineStep }) {
  const line = (
    <>
      <span className="grid w-5.5 shrink-0 justify-items-start">
        <StatusMark status={step.status} />
      </span>
      <span className={cx('min-w-0 break-words', step.status === 'ahead' && 'text-ink-3')}>{step.title}</span>
      {step.body != null && (
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className="shrink-0 text-ink-3 transition-transform duration-100 group-open/step:rotate-90"
        />
      )}
      {step.time != null && <span className="ml-auto shrink-0 pl-2 text-ink-3">{step.time}</span>}
    </>
  );
  const note = step.note != null && (
    <div
      className={cx('-mt-1 break-words pr-4 pb-2 pl-11.5', step.status === 'failed' ? 'text-red-ink' : 'text-ink-2')}
    >
      {step.note}
    </div>
  );
  if (step.body == null) {
    return (
      <>
        <div className={lineClass}>{line}</div>
        {note}
      </>
    );
  }
  return (
    <details className="group/step" open={step.open ?? step.status === 'failed'}>
      <summary
        className={cx(lineClass, 'list-none -outline-offset-2 hover:bg-hover [&::-webkit-details-marker]:hidden')}
      >
        {line}
      </summary>
      {note}
      <div className="grid gap-2 pr-4 pb-2.5 pl-11.5 max-sm:pl-4">{step.body}</div>
    </details>
  );
}

const said: Record<TimelineStatus, string> = {
  ahead: 'Still to come',
  running: 'Under way',
  done: 'Done',
  failed: 'Failed',
  undone: 'Undone',
  skipped: 'Skipped',
};

/** The state of a step as a mark, with its word for screen readers. */
function StatusMark({ status }: { status: TimelineStatus }) {
  return (
    <>
      {mark(status)}
      <span className="sr-only">{said[status]}: </span>
    </>
  );
}

function mark(status: TimelineStatus): ReactNode {
  const icon = { size: 14, strokeWidth: 2, 'aria-hidden': true } as const;
  switch (status) {
    case 'done':
      return <Check {...icon} className="text-green" />;
    case 'failed':
      return <X {...icon} className="text-red" />;
    case 'running':
      return <Spinner className="mx-0.5 text-blue" />;
    case 'undone':
      return <Undo2 {...icon} className="text-ink-3" />;
    case 'skipped':
      return <Minus {...icon} className="text-ink-3" />;
    case 'ahead':
      return <span aria-hidden className="mx-1 size-1.5 rounded-full bg-line-strong" />;
  }
}
