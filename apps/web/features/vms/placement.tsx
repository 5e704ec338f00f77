import type { PlacementReason, VmDetail } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';

/** Why it came to its host: what spoke for it, what against each of the others. */
export function WhyHere({ vm }: { vm: VmDetail }) {
  const chosen = vm.placement.find(({ verdict }) => verdict === 'chosen');
  if (!chosen) return null;
  return (
    <Card label={`Why ${vm.hostName}`}>
      <h2 className="mb-1 text-section">
        Why <span className="mono text-[13px]">{chosen.host}</span>
      </h2>
      <HostReasons hosts={vm.placement} />
    </Card>
  );
}

/** The same where a fleet has more hosts than there is room: it scrolls inside, also by the keyboard. */
export function HostReasonsBox({ hosts, label }: { hosts: readonly PlacementReason[]; label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard's focus
      tabIndex={0}
      className="mt-1.5 max-h-60 overflow-y-auto rounded-control bg-sunken px-3 py-1.5 -outline-offset-2"
    >
      <HostReasons hosts={hosts} nameAll />
    </section>
  );
}

/** Each host's verdict in a line; the chosen one's name too when nothing beside it says it. */
export function HostReasons({ hosts, nameAll = false }: { hosts: readonly PlacementReason[]; nameAll?: boolean }) {
  const could = hosts.filter(({ verdict }) => verdict !== 'rejected').length;
  return (
    <ul>
      <li className="py-1.25">
        <span className="text-ink-3">
          {could} of {hosts.length}
        </span>{' '}
        {hosts.length === 1 ? 'host could hold it' : 'hosts could hold it'}
      </li>
      {hosts.map(({ host, verdict, reasons }) => (
        <li key={host} className="grid grid-cols-[14px_minmax(0,1fr)] py-1.25">
          <span className="text-ink-3">{verdict === 'rejected' ? '−' : verdict === 'chosen' ? '+' : '·'}</span>
          <span className="min-w-0 break-words">
            {(nameAll || verdict !== 'chosen') && (
              <>
                <span className="mono text-ink-2">{host}</span>{' '}
              </>
            )}
            {reasons.join(', ') || (verdict === 'chosen' ? 'the best of those that could' : 'scored lower')}
          </span>
        </li>
      ))}
    </ul>
  );
}
