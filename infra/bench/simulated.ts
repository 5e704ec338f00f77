// The control plane alone: by HTTP through a production build, against hosts that answer from memory, commands recorded.
import type { Client } from '../instance/client.ts';
import { type Instance, queried } from '../instance/instance.ts';
import { scratch } from '../instance/scratch.ts';
import { type Choices, choices, createVm, ended } from '../instance/tenant.ts';
import type { Say } from '../run.ts';
import { type Bench, type Figure, median } from './figure.ts';
import { insertVms, p95 } from './listed.ts';
import { cpuSeconds } from './processes.ts';

const hosts = 10;
const oneByOne = 30;
const burst = 100;
const atATime = 10;
const listed = 5000;
/** All of the control plane; the hosts are a process of their own. */
const parts = ['web', 'worker', 'postgres'];

export const simulated: Bench = async (say) => {
  const home = scratch();
  try {
    const instance = await home.start({ simulated: hosts });
    try {
      const tenant = await instance.tenant();
      const chosen = await choices(tenant, home.stateDir);
      await liftQuota(instance, chosen);
      return [...(await creates(instance, tenant, chosen, say)), await lists(instance, tenant, chosen)];
    } finally {
      await instance.stop();
    }
  } finally {
    await home.remove();
  }
};

/** The quota is what stops people, and not what is measured. */
const liftQuota = async (instance: Instance, { projectId }: Choices) =>
  (await instance.admin()).mutate('quotas.set', {
    projectId,
    vms: 100_000,
    vcpus: 100_000,
    memoryMib: 100_000_000,
    diskGib: 1_000_000,
  });

async function creates(instance: Instance, tenant: Client, chosen: Choices, say: Say): Promise<Figure[]> {
  const create = async (name: string) => {
    const from = Date.now();
    const { operationId } = await createVm(tenant, chosen, name);
    await ended(instance.databaseUrl, operationId);
    // By the operation's own end, and not by when it was noticed.
    const [row] = await queried<{ ended_at: Date }>(
      instance.databaseUrl,
      'SELECT ended_at FROM operation WHERE id = $1',
      [operationId],
    );
    return (row?.ended_at.getTime() ?? Number.NaN) - from;
  };
  for (let i = 0; i < 5; i++) await create(`warm-${i}`);
  const times: number[] = [];
  for (let i = 0; i < oneByOne; i++) times.push(await create(`one-${i}`));
  say(`created ${oneByOne}, one by one`);
  const before = parts.map((part) => cpuSeconds([instance.pid(part)]));
  const from = Date.now();
  let next = 0;
  const lane = async () => {
    while (next < burst) await create(`burst-${next++}`);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  const seconds = (Date.now() - from) / 1000;
  const each = parts.map((part, i) => (cpuSeconds([instance.pid(part)]) - (before[i] ?? 0)) / burst);
  say(`created ${burst}, ${atATime} at a time`);
  return [
    { name: 'vm-create', value: median(times), unit: 'ms', bound: 150 },
    { name: 'vm-burst', value: seconds, unit: 's', bound: 5 },
    {
      name: 'vm-cpu',
      value: each.reduce((sum, part) => sum + part, 0),
      unit: 'core-s',
      bound: 0.06,
      beside: parts.map((part, i) => `${part} ${each[i]?.toFixed(3)}`).join(', '),
    },
  ];
}

/** As people look at lists: the newest, somewhere in the middle, searched, sorted. */
const looks = [
  {},
  { offset: 2500 },
  { q: 'state:running -tag:db' },
  { q: 'listed-4 host:sim-*', order: 'name' },
  { order: '-state', offset: 4900 },
];

async function lists({ databaseUrl }: Instance, tenant: Client, { projectId }: Choices): Promise<Figure> {
  await insertVms(databaseUrl, listed);
  const page = (i: number) => tenant.query('vms.list', { projectId, limit: 50, ...looks[i % looks.length] });
  for (let i = 0; i < 15; i++) await page(i);
  const times: number[] = [];
  for (let i = 0; i < 250; i++) {
    const from = performance.now();
    await page(i);
    times.push(performance.now() - from);
  }
  return { name: 'vm-list', value: p95(times), unit: 'ms', bound: 50, beside: 'searched and sorted, too' };
}
