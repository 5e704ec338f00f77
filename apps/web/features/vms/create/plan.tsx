'use client';

import { userDataRefusal } from '@virtfleet/contracts/user-data';
import { formatGib, formatMib } from '@virtfleet/ui/format';
import type { ReactNode } from 'react';
import type { CreateVmForm, Offer } from './form.ts';

export const networkKinds = { bridged: 'Bridged', nat: 'NAT network', isolated: 'Isolated' } as const;

/** In words and numbers, what a create would make of the form as it stands. */
export function Plan({
  form,
  offer,
  replaces,
}: {
  form: Partial<CreateVmForm>;
  offer: Offer;
  /** Whether a VM of that name, whose create failed, is deleted first. */
  replaces: boolean;
}) {
  const flavor = offer.flavors.find(({ id }) => id === form.flavorId);
  const image = offer.images.find(({ id }) => id === form.imageId);
  const network = offer.networks.find(({ id }) => id === form.networkId);
  const keys = offer.keypairs.filter(({ id }) => form.keypairIds?.includes(id)).map(({ name }) => name);
  const disk = Number.isFinite(form.diskGib) ? formatGib(form.diskGib ?? 0) : null;
  return (
    <ul className="grid gap-2.5">
      {replaces && <Fact label="First">the {form.name} that failed is deleted</Fact>}
      <Fact label="VM">
        <b className="font-[550]">{form.name || 'One VM'}</b>
        {flavor ? `, ${flavor.vcpus} vCPU, ${formatMib(flavor.memoryMib)} of memory` : ''}
      </Fact>
      <Fact label="Disk">
        {disk ? `${disk} thin, ` : ''}
        {image ? <>made from {image.title}</> : 'no image chosen'}
      </Fact>
      <Fact label="Address">
        {network ? (
          <>
            one of {network.freeAddresses} free on {network.name}
            {network.cidr && (
              <>
                {' '}
                <span className="mono text-ink-2">{network.cidr}</span>
              </>
            )}
            , reached from {network.reachedFrom}
          </>
        ) : (
          'no network chosen'
        )}
      </Fact>
      <Fact label="Log in">
        {keys.length > 0 ? (
          <>
            <span className="mono">ssh {form.loginUser || 'user'}@…</span> with {keys.join(', ')}
          </>
        ) : (
          <span className="text-amber-ink">nobody could: no key is chosen</span>
        )}
      </Fact>
      {form.userData ? <FirstBoot userData={form.userData} /> : null}
      <Fact label="Host">the one that fits best; its page says why</Fact>
    </ul>
  );
}

function FirstBoot({ userData }: { userData: string }) {
  if (userDataRefusal(userData) !== null)
    return (
      <Fact label="First boot">
        <span className="text-amber-ink">your user-data is not valid yet</span>
      </Fact>
    );
  return <Fact label="First boot">applies your cloud-config</Fact>;
}

/** One line for the closed bar of a phone. */
export function planSummary(form: Partial<CreateVmForm>, offer: Offer): string {
  const flavor = offer.flavors.find(({ id }) => id === form.flavorId);
  const image = offer.images.find(({ id }) => id === form.imageId);
  if (form.keypairIds?.length === 0) return 'No key: nobody could log in';
  if (!flavor || !image) return 'Not complete yet';
  return `${flavor.vcpus} vCPU, ${formatMib(flavor.memoryMib)}, ${image.title}`;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[64px_minmax(0,1fr)] gap-2">
      <span className="text-ink-3">{label}</span>
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}
