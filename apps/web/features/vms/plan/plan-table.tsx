import type { PlannedVm, VmPlan } from '@virtfleet/contracts/plan';
import { cx } from '@virtfleet/ui/cx';
import { formatMib } from '@virtfleet/ui/format';
import { Fragment } from 'react';
import { run, runs } from './words.ts';

type PlanTableProps = { plan: Pick<VmPlan, 'vms' | 'size'> };

/** On a phone the names, hosts and addresses have the room. */
const onlyWide = 'max-sm:hidden';
const heads = [
  { head: 'VM' },
  { head: 'Size', className: onlyWide },
  { head: 'Host' },
  { head: 'Why there', className: onlyWide },
  { head: 'Address' },
];

/** More than these are told by their hosts. */
const mostRows = 8;

/** Which VM goes where, why there, and with which address. Many are told as one row for each host. */
export function PlanTable({ plan: { vms, size } }: PlanTableProps) {
  const rows = vms.length <= mostRows ? vms.map((vm, at) => rowOf([{ vm, at }])) : byHost(vms);
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-line border-b text-caption text-ink-2">
            {heads.map(({ head, className }) => (
              <th key={head} scope="col" className={cx('py-2 pr-4 font-[550] last:pr-0', className)}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, names, host, why, addresses }) => (
            <tr key={key} className="border-line border-b align-top last:border-b-0">
              <th scope="row" className="py-2.5 pr-4 font-[550]">
                {names ? <Pieces text={names} /> : 'One VM'}
              </th>
              <td className={cx('whitespace-nowrap py-2.5 pr-4', onlyWide)}>
                {size ? `${size.vcpus} vCPU · ${formatMib(size.memoryMib)}` : '–'}
              </td>
              <td className="mono whitespace-nowrap py-2.5 pr-4">
                {host ?? <span className="font-sans text-red-ink">none</span>}
              </td>
              <td className={cx('min-w-40 py-2.5 pr-4 text-ink-2', onlyWide)}>{why}</td>
              <td className="mono py-2.5">{addresses ? <Pieces text={addresses} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Broken between them, never inside of one. */
const Pieces = ({ text }: { text: string }) =>
  text.split(', ').map((piece, at, { length }) => (
    <Fragment key={piece}>
      <span className="whitespace-nowrap">
        {piece}
        {at < length - 1 && ','}
      </span>{' '}
    </Fragment>
  ));

type Placed = { vm: PlannedVm; at: number };

function byHost(vms: readonly PlannedVm[]) {
  const hosts = Map.groupBy(
    vms.map((vm, at) => ({ vm, at })),
    ({ vm }) => vm.host,
  );
  return [...hosts.values()].map(rowOf);
}

function rowOf(placed: readonly Placed[]) {
  const [first] = placed;
  const texts = (of: (vm: PlannedVm) => string | null) =>
    runs(placed.flatMap(({ vm, at }) => (of(vm) === null ? [] : [{ at, text: of(vm) ?? '' }])))
      .map(run)
      .join(', ');
  return {
    key: `${first?.at} ${first?.vm.name}`,
    names: texts(({ name }) => name),
    host: first?.vm.host ?? null,
    why: first?.vm.why.join(', ') ?? '',
    addresses: texts(({ address }) => address),
  };
}
