import { attributeAt, childrenOf, find, parseXml, textAt } from '@virtfleet/libvirt/parse-xml';
import { Complaint, notRunning } from './complaint.ts';
import type { FakeDomain } from './domains.ts';
import { type FakePool, volumeAt } from './pool.ts';

/** `qemu-agent-command`: what QEMU's guest agent in a Debian that was set up by cloud-init answers. */
export function askAgent(pool: FakePool, domain: FakeDomain, command: string): string {
  const { live } = domain;
  if (!live) throw notRunning();
  if (!live.guest.agentIsUp()) throw new Complaint('Guest agent is not responding: QEMU guest agent is not connected');
  const { execute, pid } = parse(command);
  const answer = answers[execute];
  if (!answer)
    throw new Complaint(
      `internal error: unable to execute QEMU agent command '${execute}': The command ${execute} has not been found`,
    );
  const guest = { ...guestOf(pool, live), cloudInit: domain.cloudInit ?? cloudInitDone };
  return `${JSON.stringify({ return: answer(guest, pid) })}\n`;
}

function parse(command: string): { execute: string; pid: number } {
  const { execute, arguments: args } = JSON.parse(command) as { execute: string; arguments?: { pid?: number } };
  return { execute, pid: args?.pid ?? 0 };
}

type Guest = { hostname: string; macs: string[]; addresses: string[]; diskBytes: number; cloudInit: string };

/** As its seed told it. */
function guestOf(pool: FakePool, { xml, files }: NonNullable<FakeDomain['live']>): Omit<Guest, 'cloudInit'> {
  const domain = parseXml(xml, 'domain');
  const devices = find(domain, 'devices');
  const volumes = files.flatMap((path) => volumeAt(pool, path) ?? []);
  const seed = volumes.find((volume) => volume.seed)?.seed;
  return {
    hostname: seed?.hostname ?? textAt(domain, 'name') ?? 'localhost',
    macs: (devices ? childrenOf(devices, 'interface') : []).flatMap((nic) => attributeAt(nic, 'mac', 'address') ?? []),
    addresses: seed?.addresses ?? [],
    diskBytes: volumes.find(({ format }) => format === 'qcow2')?.capacityBytes ?? 0,
  };
}

const address = (type: 'ipv4' | 'ipv6', text: string, prefix: number) => ({
  'ip-address-type': type,
  'ip-address': text,
  prefix,
});

/** The link-local address that belongs to a MAC (RFC 4291, appendix A). */
function linkLocal(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((part) => Number.parseInt(part, 16));
  const words = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80::${words.map((word) => word.toString(16)).join(':')}`;
}

const cloudInitDone = `ended
--- status
{"v1": {"datasource": "DataSourceNoCloud [seed=/dev/vdz][dsmode=net]", "stage": null, "init-local": {"errors": [], "start": 3.1, "finished": 3.6}, "init": {"errors": [], "start": 4.2, "finished": 5.0}, "modules-config": {"errors": [], "start": 5.8, "finished": 6.1}, "modules-final": {"errors": [], "start": 6.7, "finished": 7.0}}}
--- result
{"v1": {"datasource": "DataSourceNoCloud [seed=/dev/vdz][dsmode=net]", "errors": []}}
`;

const answers: Record<string, (guest: Guest, pid: number) => unknown> = {
  'guest-ping': () => ({}),
  'guest-get-osinfo': () => ({
    ...{ id: 'debian', name: 'Debian GNU/Linux', 'pretty-name': 'Debian GNU/Linux 12 (bookworm)' },
    ...{ version: '12 (bookworm)', 'version-id': '12', machine: 'x86_64' },
    ...{ 'kernel-release': '6.1.0-31-cloud-amd64', 'kernel-version': '#1 SMP PREEMPT_DYNAMIC Debian' },
  }),
  'guest-get-host-name': ({ hostname }) => ({ 'host-name': hostname }),
  'guest-network-get-interfaces': ({ macs, addresses }) => [
    { name: 'lo', 'ip-addresses': [address('ipv4', '127.0.0.1', 8), address('ipv6', '::1', 128)] },
    ...macs.map((mac, n) => ({
      name: `eth${n}`,
      'hardware-address': mac,
      'ip-addresses': [
        ...addresses.slice(n, n + 1).map((text) => address('ipv4', text, 24)),
        address('ipv6', linkLocal(mac), 64),
      ],
    })),
  ],
  'guest-get-fsinfo': ({ diskBytes }) => [
    {
      ...{ name: 'vda1', mountpoint: '/', type: 'ext4' },
      ...{
        'total-bytes': Math.round(diskBytes * 0.97),
        'used-bytes': Math.min(820_000_000, Math.round(diskBytes / 2)),
      },
      disk: [],
    },
  ],
  'guest-exec': () => ({ pid: 412 }),
  'guest-exec-status': ({ cloudInit }, pid) =>
    pid === 412
      ? { exited: true, exitcode: 0, 'out-data': Buffer.from(cloudInit).toString('base64') }
      : { exited: true, exitcode: 1 },
};
