'use client';

import type { VmPlan } from '@virtfleet/contracts/plan';
import { userDataRefusal } from '@virtfleet/contracts/user-data';
import { formatGib, formatMib } from '@virtfleet/ui/format';
import { Skeleton } from '@virtfleet/ui/skeleton';
import { useId, useState } from 'react';
import { HostReasonsBox } from '../placement.tsx';
import { listed } from '../plan/words.ts';
import { type CreateVmForm, type Offer, sizeOf } from './form.ts';
import type { LivePlan } from './use-plan.ts';

export const networkKinds = { bridged: 'Bridged', nat: 'NAT network', isolated: 'Isolated' } as const;

type PlanProps = {
  form: Partial<CreateVmForm>;
  offer: Offer;
  /** How many VMs the name makes. */
  count: number;
  live: LivePlan;
  /** Whether a VM of that name, whose create failed, is deleted first. */
  replaces: boolean;
};

/** In words and numbers, what a create would make of the form as it stands. What is not known yet keeps its line. */
export function Plan({ form, offer, count, live, replaces }: PlanProps) {
  const size = sizeOf(form, offer);
  const image = offer.images.find(({ id }) => id === form.imageId);
  const keys = offer.keypairs.filter(({ id }) => form.keypairIds?.includes(id)).map(({ name }) => name);
  const disk = Number.isFinite(form.diskGib) ? `${formatGib(form.diskGib ?? 0)} thin` : null;
  return (
    <ul className="grid min-w-0 gap-2 break-words [&>li]:min-w-0">
      {replaces && <li>First the {form.name} that failed is deleted.</li>}
      <li>
        <b className="font-[550]">{count > 1 ? `${count} VMs` : form.name || 'One VM'}</b>{' '}
        {size ? `of ${[`${size.vcpus} vCPU`, formatMib(size.memoryMib), disk].filter(Boolean).join(', ')}` : ''}
        <span className="text-ink-2">{image ? `, from ${image.title}` : ', no image chosen'}</span>
      </li>
      <Where plan={live.plan} failed={live.failed !== null} />
      <Addresses form={form} offer={offer} plan={live.plan} />
      <li>
        {keys.length > 0 ? (
          <>
            <span className="mono">ssh {form.loginUser || 'user'}@…</span> with {listed(keys)}
          </>
        ) : (
          <span className="text-amber-ink">nobody could log in: no key is chosen</span>
        )}
      </li>
      {form.userData ? <FirstBoot userData={form.userData} /> : null}
    </ul>
  );
}

/** "on hv-03, hv-05 why?" */
function Where({ plan, failed }: { plan: VmPlan | undefined; failed: boolean }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (failed) return <li className="text-amber-ink">The host can’t be foretold now: the server did not answer.</li>;
  if (!plan) return <Waiting label="on" />;
  const hosts = [...new Set(plan.vms.flatMap(({ host }) => host ?? []))];
  if (hosts.length === 0)
    return <li className="text-ink-3">{plan.placement.length === 0 ? 'on a host that fits best' : 'on no host'}</li>;
  const shown = hosts.slice(0, 4);
  return (
    <li>
      on{' '}
      {shown.map((host, at) => (
        <span key={host}>
          {at > 0 && ', '}
          <span className="mono">{host}</span>
        </span>
      ))}
      {hosts.length > shown.length && ` and ${hosts.length - shown.length} more`}{' '}
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="rounded-tag text-accent hover:underline"
      >
        why?
      </button>
      <div id={id} hidden={!open}>
        {open && <HostReasonsBox hosts={plan.placement} label="Why there, and not elsewhere" />}
      </div>
    </li>
  );
}

function Addresses({ form, offer, plan }: Pick<PlanProps, 'form' | 'offer'> & { plan: VmPlan | undefined }) {
  const network = offer.networks.find(({ id }) => id === form.networkId);
  if (!network) return <li className="text-ink-3">no network chosen</li>;
  if (!plan) return <Waiting label="address" />;
  const [first, ...others] = plan.vms.flatMap(({ address }) => address ?? []);
  const on = (
    <span className="text-ink-2">
      {' '}
      on {network.name}, reached from {network.reachedFrom}
    </span>
  );
  if (first === undefined)
    return (
      <li>
        its address by DHCP
        {on}
      </li>
    );
  return (
    <li>
      {others.length > 0 ? 'addresses from ' : 'address '}
      <span className="mono">{first}</span>
      {others.length > 0 ? ' up' : ''}
      {on}
    </li>
  );
}

function FirstBoot({ userData }: { userData: string }) {
  if (userDataRefusal(userData) !== null) return <li className="text-amber-ink">your user-data can’t be taken yet</li>;
  return <li>applies your cloud-config at its first boot</li>;
}

/** A line whose end is asked for. */
function Waiting({ label }: { label: string }) {
  return (
    <li>
      {label} <Skeleton />
      <span className="sr-only">is being asked</span>
    </li>
  );
}

/** One line for the closed bar of a phone. */
export function planSummary(
  form: Partial<CreateVmForm>,
  offer: Offer,
  count: number,
  plan: VmPlan | undefined,
): string {
  const size = sizeOf(form, offer);
  const image = offer.images.find(({ id }) => id === form.imageId);
  if (form.keypairIds?.length === 0) return 'No key: nobody could log in';
  if (!size || !image) return 'Not complete yet';
  const hosts = new Set(plan?.vms.flatMap(({ host }) => host ?? []));
  const where =
    hosts.size === 1 ? ` on ${[...hosts][0]}` : hosts.size > 1 ? ` on ${hosts.size} hosts` : `, ${image.title}`;
  return `${count > 1 ? `${count} × ` : ''}${size.vcpus} vCPU, ${formatMib(size.memoryMib)}${where}`;
}
