import type { VmDetail } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { formatGib, formatMib } from '@virtfleet/ui/format';
import { KeyValue, type KeyValueItem } from '@virtfleet/ui/key-value';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { networkKinds } from './create/plan.tsx';
import { TagEditor } from './detail/tag-editor.tsx';

export function VmFacts({ vm }: { vm: VmDetail }) {
  const { flavor, vcpus, memoryMib, diskGib, image, imageTitle, network, address, keys, loginUser, hasUserData } = vm;
  const items: KeyValueItem[] = [
    {
      label: 'Size',
      value: (
        <>
          {vcpus} vCPU · {formatMib(memoryMib)}
          {flavor && <span className="text-ink-3"> {flavor}</span>}
        </>
      ),
    },
    {
      label: 'Image',
      value:
        imageTitle === image ? (
          image
        ) : (
          <>
            {imageTitle} <span className="mono text-ink-3">{image}</span>
          </>
        ),
    },
    { label: 'Disk', value: `${formatGib(diskGib)} thin` },
    {
      label: 'Network',
      value: network ? (
        <>
          {network.name} {network.cidr && <span className="mono text-ink-3">{network.cidr}</span>}
          <div className="text-ink-3">
            {networkKinds[network.kind]}, reached from {network.reachedFrom}
          </div>
        </>
      ) : (
        'none'
      ),
    },
    ...(network
      ? [
          {
            label: 'Address',
            value: (
              <>
                {address ? <span className="mono">{address}</span> : vm.failure ? 'given back' : 'by DHCP'}{' '}
                <span className="mono text-ink-3">{network.mac}</span>
              </>
            ),
          },
        ]
      : []),
    {
      label: 'Login',
      value: (
        <>
          <span className="mono">{loginUser}</span>
          {keys.length > 0 ? (
            <span className="text-ink-3"> with {keys.join(', ')}</span>
          ) : (
            <div className="text-amber-ink">no key: nobody can log in by SSH</div>
          )}
        </>
      ),
    },
    { label: 'user-data', value: hasUserData ? 'yes, sealed' : 'none' },
    {
      label: 'Created',
      value: (
        <>
          <RelativeTime date={vm.createdAt} /> by {vm.createdBy}
        </>
      ),
    },
    { label: 'Domain', value: <span className="mono break-all text-ink-2">{vm.domainName}</span> },
    { label: 'Tags', value: <TagEditor vm={vm} /> },
    ...(vm.notes === '' ? [] : [{ label: 'Notes', value: <span className="whitespace-pre-wrap">{vm.notes}</span> }]),
  ];
  return (
    <Card flush label="Facts">
      <KeyValue items={items} />
    </Card>
  );
}
