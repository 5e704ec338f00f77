import type { CloudInitStatus, GuestView } from '@virtfleet/contracts/guest';
import type { VmDetail } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { ErrorState } from '@virtfleet/ui/error-state';
import { formatBytes } from '@virtfleet/ui/format';
import { KeyValue, type KeyValueItem } from '@virtfleet/ui/key-value';
import { Meter } from '@virtfleet/ui/meter';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { StateBadge, type Tone } from '@virtfleet/ui/state-badge';

const cloudInit: Record<CloudInitStatus, { word: string; tone: Tone }> = {
  running: { word: 'at work', tone: 'busy' },
  done: { word: 'done', tone: 'ok' },
  error: { word: 'failed', tone: 'bad' },
  degraded: { word: 'done, with complaints', tone: 'warn' },
  disabled: { word: 'disabled', tone: 'idle' },
  not_run: { word: 'has not run', tone: 'idle' },
  unknown: { word: 'unknown', tone: 'idle' },
};

/** What the guest says of itself. */
export function GuestCard({ vm: { guest, status, failure, hostname } }: { vm: VmDetail }) {
  if (failure !== null) return null;
  return (
    <Card
      flush
      title="Guest"
      fact={
        guest && (
          <>
            told <RelativeTime date={guest.seenAt} />
          </>
        )
      }
    >
      {guest ? (
        <KeyValue items={facts(guest, hostname)} />
      ) : (
        <p className="px-4 py-3.5 text-ink-2">
          {status.state === 'running'
            ? 'It has told nothing yet. Once the guest agent in it answers, its system, addresses and filesystems stand here.'
            : 'What the guest agent tells of its system, addresses and filesystems stands here while it runs.'}
        </p>
      )}
    </Card>
  );
}

function facts({ os, hostname, addresses, filesystems, cloudInit: init }: GuestView, made: string): KeyValueItem[] {
  const items: (KeyValueItem | false)[] = [
    os !== null && {
      label: 'System',
      value: (
        <>
          {[os.name, os.version].filter(Boolean).join(' ')}
          {os.kernel && <div className="mono break-all text-ink-3">{os.kernel}</div>}
        </>
      ),
    },
    hostname !== null && {
      label: 'Hostname',
      value: (
        <>
          <span className="mono break-all">{hostname}</span>
          {hostname !== made && hostname.split('.')[0] !== made && (
            <div className="text-ink-3">
              made as <span className="mono">{made}</span>
            </div>
          )}
        </>
      ),
    },
    addresses.length > 0 && {
      label: 'Addresses',
      value: (
        <ul>
          {addresses.map(({ nic, address }) => (
            <li key={`${nic} ${address}`}>
              <span className="mono break-all">{address}</span> <span className="text-ink-3">{nic}</span>
            </li>
          ))}
        </ul>
      ),
    },
    filesystems.length > 0 && {
      label: 'Filesystems',
      value: (
        <ul className="grid gap-2">
          {filesystems.map(({ mount, type, totalBytes, usedBytes }) => (
            <li key={mount}>
              <div className="mb-1 flex flex-wrap justify-between gap-x-2">
                <span className="mono break-all">
                  {mount} <span className="text-ink-3">{type}</span>
                </span>
                <span className="text-ink-2">
                  {formatBytes(usedBytes)} of {formatBytes(totalBytes)}
                </span>
              </div>
              <Meter
                bare
                label={mount}
                value={usedBytes}
                max={totalBytes}
                text={`${formatBytes(usedBytes)} of ${formatBytes(totalBytes)}`}
              />
            </li>
          ))}
        </ul>
      ),
    },
    init !== null && {
      label: 'cloud-init',
      value: <StateBadge tone={cloudInit[init.status].tone}>{cloudInit[init.status].word}</StateBadge>,
    },
  ];
  return items.filter((item) => item !== false);
}

/** cloud-init ended badly: what it said, and what can be done. */
export function CloudInitFailure({ vm }: { vm: VmDetail }) {
  const init = vm.guest?.cloudInit;
  if (!init || (init.status !== 'error' && init.status !== 'degraded')) return null;
  return (
    <Card flush label="What cloud-init complains of">
      <ErrorState
        title={init.status === 'error' ? 'cloud-init failed in the guest' : 'cloud-init ended with complaints'}
        why={
          init.errors.length > 0 ? (
            <ul className="mono grid gap-1 break-words">
              {init.errors.map((error) => (
                <li key={error}>{error}</li>
              ))}
            </ul>
          ) : (
            'It does not say what.'
          )
        }
        todo={
          <>
            Sign in and run <code className="mono">cloud-init status --long</code>; the whole story is in{' '}
            <code className="mono">/var/log/cloud-init.log</code>. What came of your user-data is then yours to mend, or
            create it again with another.
          </>
        }
      />
    </Card>
  );
}
