// One hypervisor host: its identity on disk, its first process, its end.
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, type ProcessId, processId } from '../processes.ts';
import { run, tryRun, until } from '../run.ts';
import { hierarchies, makeGroups, mountsBelow, plugHost, removeGroups, thawGroups, unplugHost } from './kernel.ts';
import { gatewayAddress, hostAddress, hostLinkName, hostName } from './names.ts';

/** Which host of which lab, and where its disks lie. */
export type HostPlace = { labId: string; subnetIndex: number; index: number; dir: string; base: string };

const initFile = (dir: string) => join(dir, 'init.json');

/** The host's PID 1, as this machine numbers it; null: the host is down. */
export function initOf(dir: string): ProcessId | null {
  if (!existsSync(initFile(dir))) return null;
  const init: ProcessId = JSON.parse(readFileSync(initFile(dir), 'utf8'));
  return isAlive(init) ? init : null;
}

/** Makes the host's disks and identity, unless it has them: answers its public host key. */
export async function createHost({ dir, base, index, labId }: HostPlace): Promise<string> {
  for (const name of ['upper', 'work', 'root', 'disk/virtfleet']) mkdirSync(join(dir, name), { recursive: true });
  // As Debian's package makes it: root's, and QEMU may pass through.
  chmodSync(join(dir, 'disk'), 0o711);
  const key = join(dir, 'upper/etc/ssh/ssh_host_ed25519_key');
  if (!existsSync(key)) {
    writeLike(base, join(dir, 'upper'), 'etc/hostname', `${hostName(index)}\n`);
    writeLike(
      base,
      join(dir, 'upper'),
      'etc/machine-id',
      `${createHash('md5').update(`${labId}-${index}`).digest('hex')}\n`,
    );
    writeLike(base, join(dir, 'upper'), 'etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${hostName(index)}\n`);
    const daemon = readFileSync(join(base, 'etc/libvirt/libvirtd.conf'), 'utf8');
    writeLike(base, join(dir, 'upper'), 'etc/libvirt/libvirtd.conf', `${daemon}host_uuid = "${randomUUID()}"\n`);
    for (const [name, text] of libvirtObjects()) {
      writeLike(base, join(dir, 'upper'), name, text);
      const link = join(dirname(name), 'autostart', basename(name));
      makeDirLike(base, join(dir, 'upper'), dirname(link));
      symlinkSync(`/${name}`, join(dir, 'upper', link));
    }
    makeDirLike(base, join(dir, 'upper'), 'etc/ssh');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
  }
  return readFileSync(`${key}.pub`, 'utf8').trim();
}

/** Pool and network that onboarding would define; a link in the autostart folder beside them starts them with libvirtd. */
function libvirtObjects(): [string, string][] {
  const pool = `<pool type='dir'><name>virtfleet</name><uuid>${randomUUID()}</uuid><target><path>/var/lib/libvirt/images/virtfleet</path></target></pool>\n`;
  const network = `<network><name>lab</name><uuid>${randomUUID()}</uuid><forward mode='bridge'/><bridge name='br0'/></network>\n`;
  return [
    ['etc/libvirt/storage/virtfleet.xml', pool],
    ['etc/libvirt/qemu/networks/lab.xml', network],
  ];
}

/** Lets whoever holds this key's private half in as virtfleet; whoever was let in before, no longer. */
export function authorize({ dir, base }: HostPlace, publicKey: string) {
  const entry = readFileSync(join(base, 'etc/passwd'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith('virtfleet:'));
  const [uid, gid] = (entry?.split(':').slice(2, 4) ?? []).map(Number);
  if (uid === undefined || gid === undefined)
    throw new Error('The lab root has no user virtfleet. Remove the cache and build it again.');
  const ssh = join(dir, 'upper/home/virtfleet/.ssh');
  makeDirLike(base, join(dir, 'upper'), 'home/virtfleet');
  mkdirSync(ssh, { recursive: true, mode: 0o700 });
  writeFileSync(join(ssh, 'authorized_keys'), `${publicKey.trim()}\n`, { mode: 0o600 });
  for (const path of [ssh, join(ssh, 'authorized_keys')]) chownSync(path, uid, gid);
}

/** An upper folder hides the owner and mode of the lower one: give it the same. */
function makeDirLike(base: string, upper: string, name: string) {
  if (name === '.' || existsSync(join(upper, name))) return;
  makeDirLike(base, upper, dirname(name));
  mkdirSync(join(upper, name));
  if (!existsSync(join(base, name))) return;
  const { mode, uid, gid } = statSync(join(base, name));
  chmodSync(join(upper, name), mode & 0o7777);
  chownSync(join(upper, name), uid, gid);
}

function writeLike(base: string, upper: string, name: string, text: string) {
  makeDirLike(base, upper, dirname(name));
  writeFileSync(join(upper, name), text);
}

/** Powers the host on; what a crash left of it goes first. */
export async function powerOn(place: HostPlace) {
  const { labId, index, dir, base, subnetIndex } = place;
  if (initOf(dir)) return;
  await removeGroups(labId, index);
  await plugHost(labId, index);
  const groups = makeGroups(labId, index);
  const console = openSync(join(dir, 'console.log'), 'w');
  const joinGroups = 'for group; do echo $$ > "$group/cgroup.procs"; done';
  const enter = `exec nsenter "--net=/run/netns/$VF_LINK" unshare --mount --uts --ipc --cgroup --pid --fork --kill-child --propagation private "$VF_STAGE1"`;
  const supervisor = spawn('sh', ['-c', `set -e; ${joinGroups}; ${enter}`, 'sh', ...groups], {
    detached: true,
    stdio: ['ignore', console, console],
    env: {
      PATH: process.env.PATH,
      VF_LINK: hostLinkName(labId, index),
      VF_STAGE1: join(dirname(fileURLToPath(import.meta.url)), 'stage1.sh'),
      VF_NAME: hostName(index),
      VF_ADDRESS: hostAddress(subnetIndex, index),
      VF_GATEWAY: gatewayAddress(subnetIndex),
      VF_BASE: base,
      VF_DIR: dir,
      VF_HIERARCHIES: hierarchies().join(' '),
    },
  });
  closeSync(console);
  supervisor.unref();
  const pid = await until(`starting ${hostName(index)} (see ${join(dir, 'console.log')})`, 10_000, async () => {
    if (supervisor.exitCode !== null)
      throw new Error(`${hostName(index)} did not start:\n${readFileSync(join(dir, 'console.log'), 'utf8')}`);
    return Number((await tryRun(['pgrep', '-P', String(supervisor.pid)])).stdout.split('\n')[0]) || null;
  });
  writeFileSync(initFile(dir), JSON.stringify(processId(pid)));
}

/** Waits until sshd greets and the user virtfleet can use pool and network. */
export async function answering({ dir, index, subnetIndex }: HostPlace, signal?: AbortSignal) {
  const name = hostName(index);
  await until(`sshd of ${name}`, 60_000, () => {
    signal?.throwIfAborted();
    return greets(hostAddress(subnetIndex, index));
  });
  for (const object of ['pool-info virtfleet', 'net-info lab'])
    await until(`libvirt of ${name}: ${object}`, 60_000, async () => {
      signal?.throwIfAborted();
      if (!initOf(dir)) throw new Error(`${name} ended while it started; see ${join(dir, 'console.log')}`);
      const { code, stdout } = await tryRun(
        inside(dir, ['runuser', '-u', 'virtfleet', '--', 'virsh', '-q', '-c', 'qemu:///system', ...object.split(' ')]),
      );
      return code === 0 && /^(State: +running|Active: +yes)/m.test(stdout);
    });
}

function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port: 22, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => end(data.toString().startsWith('SSH-')));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** argv that runs a command inside the host, as its root. */
export function inside(dir: string, argv: readonly string[]): string[] {
  const init = initOf(dir);
  if (!init) throw new Error('That host is down. `npm run lab -- status` shows which are up.');
  const env = [
    'env',
    '-i',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'HOME=/root',
    `TERM=${process.env.TERM ?? 'dumb'}`,
  ];
  return ['nsenter', '-t', String(init.pid), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w', ...env, ...argv];
}

/** systemd's "power off now" (systemd(1), SIGRTMIN+4). */
const powerOffSignal = 38;

/** Powers the host off: in order within `graceMs`, so that guests are asked to shut down; then like pulling the plug. */
export async function powerOff({ dir, labId, index }: HostPlace, graceMs: number, hurry?: AbortSignal) {
  const init = initOf(dir);
  if (init && graceMs > 0 && !hurry?.aborted) {
    thawGroups(labId, index);
    process.kill(init.pid, powerOffSignal);
    await until('power-off', graceMs, async () => !initOf(dir) || hurry?.aborted === true).catch(() => {});
  }
  // The kernel ends everything in a PID namespace with its first process.
  if (init && initOf(dir)) process.kill(init.pid, 'SIGKILL');
  await removeGroups(labId, index);
  await unplugHost(labId, index);
  rmSync(initFile(dir), { force: true });
}

/** Removes the host's disks, which no mount may lie below: `rm` would walk into it. */
export async function removeHost({ dir }: HostPlace) {
  const mounts = mountsBelow(dir);
  if (mounts.length > 0) throw new Error(`Not removing ${dir}: mounted below it: ${mounts.join(', ')}`);
  await run(['rm', '-rf', '--one-file-system', dir]);
}
