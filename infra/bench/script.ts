// What an admin's script would do, with everything made before that can be: the files lie ready, the connection is open.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../instance/client.ts';
import type { Instance } from '../instance/instance.ts';
import { type Choices, createVm, deleteVm, ended } from '../instance/tenant.ts';
import { labStatus } from '../lab/lab.ts';
import { run } from '../run.ts';

export type Script = {
  domainName: string;
  address: string;
  make(): Promise<void>;
  remove(): Promise<void>;
  close(): Promise<void>;
};

const text = `set -e
on_host() { ssh -o ControlPath="$DIR/mux" host "$@"; }
virsh="virsh -q -c qemu:///system"
on_host "$virsh vol-create virtfleet /dev/stdin" <"$DIR/volume.xml"
on_host "$virsh vol-create-as virtfleet bench-seed.iso $(stat -c %s "$DIR/seed.iso") --format raw"
on_host "$virsh vol-upload --pool virtfleet bench-seed.iso /dev/stdin" <"$DIR/seed.iso"
on_host "$virsh define /dev/stdin" <"$DIR/domain.xml"
on_host "$virsh start bench"
`;

/** Makes a VM by request, writes down what its host has of it as the script's files, and deletes it again. */
export async function script(instance: Instance, stateDir: string, tenant: Client, chosen: Choices): Promise<Script> {
  const dir = mkdtempSync(join(tmpdir(), 'virtfleet-bench-script-'));
  const { vmId, operationId } = await createVm(tenant, chosen, 'bench');
  await ended(instance.databaseUrl, operationId);
  const vm = (await tenant.query('vms.get', { vmId })) as { address: string; domainName: string; hostName: string };
  const host = labStatus(join(stateDir, 'lab'))?.hosts.find(({ name }) => name === vm.hostName);
  if (!host) throw new Error(`the lab has no host ${vm.hostName}`);
  const options = [
    '-i',
    join(stateDir, 'secrets/ssh_key'),
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    `UserKnownHostsFile=${dir}/known`,
    '-o',
    'LogLevel=ERROR',
  ];
  await run(['ssh', ...options, '-fNM', '-o', `ControlPath=${dir}/mux`, `${host.user}@${host.address}`]);
  const virsh = (...words: string[]) =>
    run(['ssh', '-o', `ControlPath=${dir}/mux`, 'host', `virsh -q -c qemu:///system ${words.join(' ')}`]);
  const domain = await virsh('dumpxml', '--inactive', vm.domainName);
  const volume = /file='([^']*\/(vol-[^']+))'/.exec(domain);
  const seed = /file='([^']*\/(seed-[^']+))'/.exec(domain);
  if (!volume?.[1] || !volume[2] || !seed?.[1] || !seed[2]) throw new Error('the domain has no volume or no seed');
  await run([
    'sh',
    '-c',
    `ssh -o ControlPath="$1/mux" host "virsh -q -c qemu:///system vol-download --pool virtfleet $2 /dev/stdout" >"$1/seed.iso"`,
    'sh',
    dir,
    seed[2],
  ]);
  const volumeXml = await virsh('vol-dumpxml', '--pool', 'virtfleet', volume[2]);
  writeFileSync(join(dir, 'volume.xml'), bareVolume(volumeXml));
  const own = domain
    .replace(/<name>[^<]*/, '<name>bench')
    .replace(/\s*<uuid>[^<]*<\/uuid>/, '')
    .replace(volume[1], volume[1].replace(volume[2], 'bench-vol.qcow2'))
    .replace(seed[1], seed[1].replace(seed[2], 'bench-seed.iso'));
  writeFileSync(join(dir, 'domain.xml'), own);
  writeFileSync(join(dir, 'make.sh'), text);
  await ended(instance.databaseUrl, await deleteVm(tenant, vmId, 'bench'));
  return {
    domainName: 'bench',
    address: vm.address,
    make: async () => {
      await run(['bash', join(dir, 'make.sh')], { env: { ...process.env, DIR: dir } });
    },
    remove: async () => {
      await virsh('destroy', 'bench');
      await virsh('undefine', 'bench');
      for (const name of ['bench-vol.qcow2', 'bench-seed.iso']) await virsh('vol-delete', '--pool', 'virtfleet', name);
    },
    close: async () => {
      await run(['ssh', '-o', `ControlPath=${dir}/mux`, '-O', 'exit', 'host']);
      await run(['rm', '-r', dir]);
    },
  };
}

/** The same size, format and backing file, under the script's name. */
function bareVolume(xml: string): string {
  const capacity = /<capacity[^>]*>(\d+)/.exec(xml)?.[1];
  const backing = /<backingStore>\s*<path>([^<]+)/.exec(xml)?.[1];
  if (!capacity || !backing) throw new Error('the volume is no overlay');
  return `<volume><name>bench-vol.qcow2</name><capacity>${capacity}</capacity><target><format type='qcow2'/><compat>1.1</compat></target><backingStore><path>${backing}</path><format type='qcow2'/></backingStore></volume>\n`;
}
