// What rows say against what the lab's hosts have, seen past Virtfleet: by libvirt's own list and by the files.
import { queried } from '../instance/instance.ts';
import { inside } from '../lab/host.ts';
import { hostDir, labStatus } from '../lab/lab.ts';
import { run } from '../run.ts';

const poolDir = '/var/lib/libvirt/images/virtfleet';
/** `domstate --reason`, as its row must say it; a QEMU that died is "shut off (crashed)". */
const words: Record<string, string> = {
  running: 'running',
  'shut off': 'stopped',
  'shut off (crashed)': 'crashed',
  paused: 'paused',
  crashed: 'crashed',
};

type VmRow = {
  id: string;
  name: string;
  host: string;
  domain: string;
  power: string;
  task: string | null;
  made: boolean;
  volumes: string[];
  files: string[];
};

/** Each thing that does not agree, in words; empty: nothing was lost, nothing is left over, no row lies, nothing is under way. */
export async function lies(databaseUrl: string, labDir: string): Promise<string[]> {
  const found: string[] = [];
  const lab = labStatus(labDir);
  const vms = await queried<VmRow>(
    databaseUrl,
    `SELECT vm.id, vm.name, host.name AS host, domain_name AS domain, power_state::text AS power, task_state::text AS task,
       failure IS NULL AS made,
       ARRAY(SELECT volume_name FROM volume v WHERE v.vm_id = vm.id) AS volumes,
       ARRAY(SELECT volume_name FROM vm_file f WHERE f.vm_id = vm.id) AS files
     FROM vm JOIN host ON host.id = vm.host_id WHERE deleted_at IS NULL`,
  );
  for (const { name, task } of vms) if (task) found.push(`${name} is said to be ${task}`);
  for (const { kind, status } of await open(databaseUrl)) found.push(`${kind} is ${status}`);
  for (const host of lab?.hosts ?? []) {
    if (!lab?.up.includes(host.index)) found.push(`${host.name} is down`);
    else {
      const its = vms.filter((vm) => vm.host === host.name);
      found.push(...(await liesOf(databaseUrl, hostDir(labDir, host.index), host.name, its)));
    }
  }
  return [...found, ...(await reservations(databaseUrl))];
}

async function liesOf(databaseUrl: string, dir: string, host: string, vms: VmRow[]): Promise<string[]> {
  const found: string[] = [];
  const onHost = (...argv: string[]) => run(inside(dir, argv));
  const made = vms.filter((vm) => vm.made);
  const domains = lines(await onHost('virsh', '-q', 'list', '--all', '--name'));
  for (const domain of domains) {
    const vm = made.find((one) => one.domain === domain);
    const told = (await onHost('virsh', '-q', 'domstate', '--reason', domain)).trim();
    const state = told in words ? told : told.replace(/ \(.*/, '');
    if (!vm) found.push(`${host} has ${domain}, which is no VM's`);
    else if (words[state] !== vm.power) found.push(`${vm.name} is ${state}, its row says ${vm.power}`);
  }
  for (const { name, domain } of made) if (!domains.includes(domain)) found.push(`${name} has no domain on ${host}`);
  for (const { name, power, made: whole } of vms)
    if (!whole && power !== 'absent' && power !== 'unknown') found.push(`${name} failed, its row says ${power}`);

  const files = lines(await onHost('ls', '-A', poolDir));
  const copies = await queried<{ name: string }>(
    databaseUrl,
    'SELECT volume_name AS name FROM image_copy JOIN host ON host.id = host_id WHERE host.name = $1',
    [host],
  );
  const owned = [...made.flatMap((vm) => [...vm.volumes, ...vm.files]), ...copies.map(({ name }) => name)];
  for (const file of files) if (!owned.includes(file)) found.push(`${host} has the file ${file}, which no row knows`);
  for (const name of owned) if (!files.includes(name)) found.push(`${host} lacks the file ${name}`);
  return found;
}

const open = (databaseUrl: string) =>
  queried<{ kind: string; status: string }>(
    databaseUrl,
    `SELECT kind, status::text FROM operation WHERE status NOT IN ('done', 'failed', 'cancelled')`,
  );

/** What is promised of each host is what its VMs have. */
async function reservations(databaseUrl: string): Promise<string[]> {
  const rows = await queried<{ name: string; promised: number; had: number }>(
    databaseUrl,
    `SELECT host.name, coalesce(r.memory_mib, 0)::int AS promised, coalesce(sum(vm.memory_mib), 0)::int AS had
     FROM host LEFT JOIN host_reservation r ON r.host_id = host.id
     LEFT JOIN vm ON vm.host_id = host.id AND vm.deleted_at IS NULL AND vm.failure IS NULL
     GROUP BY host.name, r.memory_mib`,
  );
  return rows.flatMap(({ name, promised, had }) =>
    promised === had ? [] : [`${name} has promised ${promised} MiB, its VMs have ${had}`],
  );
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
