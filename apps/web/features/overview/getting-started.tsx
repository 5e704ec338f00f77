'use client';

import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { cx } from '@virtfleet/ui/cx';
import { Check } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useProject } from '../session/me.tsx';

/** What a new project is for, and the way to its first VM. */
export function GettingStarted({ base, hasKey }: { base: string; hasKey: boolean }) {
  const { readOnly } = useProject();
  const step = (href: string, word: string, primary: boolean) =>
    readOnly === null ? (
      <Button variant={primary ? 'primary' : 'outlined'} render={<Link href={href} />}>
        {word}
      </Button>
    ) : (
      <ActionButton reason={readOnly}>{word}</ActionButton>
    );
  return (
    <Card flush title="Your first VM" fact="about a minute">
      <ol className="divide-y divide-line">
        <Step
          number={1}
          done={hasKey}
          title="Add an SSH key"
          action={hasKey ? null : step(`${base}/keys`, 'Add key', true)}
        >
          VMs take no passwords: who holds the private half of a key logs in. Paste the public half, usually{' '}
          <span className="mono">~/.ssh/id_ed25519.pub</span>.
        </Step>
        <Step number={2} title="Create a VM" action={step(`${base}/vms/new`, 'New VM', hasKey)}>
          Choose a size and an image. You see beforehand where it will run and why, and then each step as it is done.
        </Step>
        <Step number={3} title="Log in">
          Its page shows the line to type: <span className="mono">ssh debian@10.…</span>
        </Step>
      </ol>
    </Card>
  );
}

type StepProps = { number: number; done?: boolean; title: string; action?: ReactNode; children: ReactNode };

function Step({ number, done = false, title, action, children }: StepProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
      <span
        className={cx(
          'grid size-6.5 shrink-0 place-items-center rounded-full border font-medium text-caption',
          done ? 'border-transparent bg-accent-soft text-accent' : 'border-line-strong text-ink-2',
        )}
      >
        {done ? <Check size={14} strokeWidth={2} aria-label="Done" /> : number}
      </span>
      <div className="min-w-50 flex-1">
        <h3 className={cx('font-[550]', done && 'text-ink-2')}>{title}</h3>
        <p className="max-w-130 text-ink-2">{children}</p>
      </div>
      {action}
    </li>
  );
}
