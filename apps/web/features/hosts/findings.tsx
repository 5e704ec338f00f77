'use client';

import type { FindingKind, HostFinding, HostView } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { formatCount } from '@virtfleet/ui/format';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { Dot, StateBadge, type Tone } from '@virtfleet/ui/state-badge';
import { type ReactNode, useRef, useState } from 'react';

const Command = ({ children }: { children: ReactNode }) => <span className="mono whitespace-nowrap">{children}</span>;

/** What each kind is, and what to do about it, in the order in which it is told. */
const kinds: readonly { kind: FindingKind; title: string; tone: Tone; words: ReactNode }[] = [
  {
    kind: 'orphan_domain',
    title: 'Domains of ours without a VM',
    tone: 'warn',
    words: (
      <>
        They carry this installation’s stamp or a name of ours, but no VM here is theirs: left behind, or copied by
        hand. If one is not needed: <Command>virsh destroy</Command>, then <Command>virsh undefine</Command> on the
        host.
      </>
    ),
  },
  {
    kind: 'missing_domain',
    title: 'VMs without a domain',
    tone: 'warn',
    words:
      'The host no longer has them: someone undefined them there. Their disks may still be in the pool. Delete the VM if that was meant, and its disks go too.',
  },
  {
    kind: 'orphan_volume',
    title: 'Volumes of ours without a VM',
    tone: 'warn',
    words: (
      <>
        They lie in our pool and take space, but no VM is theirs. If nobody needs their data:{' '}
        <Command>virsh vol-delete</Command> on the host.
      </>
    ),
  },
  {
    kind: 'foreign_domain',
    title: 'Domains of others',
    tone: 'idle',
    words: 'Not made by this installation, and left alone. Placement does not count the CPUs and memory that they use.',
  },
];

/** How much on a host matches no row, or the other way round; opens what that is. */
export function Findings({ host: { name, findings, findingCount } }: { host: HostView }) {
  const [open, setOpen] = useState(false);
  const title = useRef<HTMLSpanElement>(null);
  const tone = kinds.find(({ kind }) => kind === findings[0]?.kind)?.tone;
  return (
    <>
      {findingCount > 0 ? (
        <Button
          variant="ghost"
          size="sm"
          className="-mr-2.25"
          icon={<Dot tone={tone ?? 'idle'} />}
          aria-label={`${findingCount} unmatched on ${name}: show`}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          {formatCount(findingCount)}
        </Button>
      ) : (
        <span className="text-ink-3">–</span>
      )}
      <Dialog
        wide
        open={open}
        onOpenChange={setOpen}
        // Read from the top: its only button stands at the end.
        initialFocus={title}
        title={
          <span ref={title} tabIndex={-1} className="outline-none">
            Unmatched on <span className="mono">{name}</span>
          </span>
        }
        description="What the host has and no VM here accounts for, and the other way round. It is shown, never changed or removed by itself."
        footer={<Button onClick={() => setOpen(false)}>Close</Button>}
      >
        <div className="space-y-5">
          {kinds.map(({ kind, title, tone: of, words }) => {
            const found = findings.filter((each) => each.kind === kind);
            return (
              found.length > 0 && (
                <section key={kind} aria-label={title}>
                  <h3 className="font-[550]">
                    <StateBadge tone={of}>{title}</StateBadge>
                  </h3>
                  <p className="mt-1 text-ink-2">{words}</p>
                  <ul className="mt-2 divide-y divide-line rounded-control border border-line">
                    {found.map((each) => (
                      <Finding key={each.name} finding={each} />
                    ))}
                  </ul>
                </section>
              )
            );
          })}
          {findingCount > findings.length && (
            <p className="text-ink-3">And {formatCount(findingCount - findings.length)} more.</p>
          )}
          {findingCount === 0 && <p className="text-ink-2">Nothing any more: host and records agree.</p>}
        </div>
      </Dialog>
    </>
  );
}

function Finding({ finding: { name, detail, firstSeenAt } }: { finding: HostFinding }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-2">
      <span className="min-w-0 flex-1 basis-60">
        <span className="mono block break-all">{name}</span>
        {detail && <span className="block break-words text-ink-3">{detail}</span>}
      </span>
      <span className="text-ink-3">
        first seen <RelativeTime date={firstSeenAt} />
      </span>
    </li>
  );
}
