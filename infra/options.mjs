// What `npm start` takes. Plain JavaScript: start.mjs reads it before anything is installed, so that a slip costs nobody a minute.
import { parseArgs } from 'node:util';
import { labUnsupported } from './lab/supported.mjs';

export const usage = `Starts Virtfleet: a lab of two hosts, the database, the worker, and the web.

  npm start                    with a lab on this machine (Linux, root)
  npm start -- --hosts FILE    with hosts that you have; or set VIRTFLEET_HOSTS
  npm start -- --simulate      with simulated hosts; so it goes on where no lab can run
  npm start -- --no-lab        without any host
  npm run dev                  the same, the web from its sources

  DATABASE_URL      a Postgres of yours (18 or newer), instead of the embedded one
  PORT              the web's port, instead of 3000 or the next free one
  VIRTFLEET_LISTEN  where the web listens, instead of 127.0.0.1
  VIRTFLEET_STATE   where the state is kept, instead of .virtfleet
  VIRTFLEET_SIMULATE  how many hosts are simulated, instead of 3
  VIRTFLEET_IMAGES  the guest images, instead of tiny,debian-12; tiny is always one

FILE is JSON:

  {
    "hosts": [{ "name": "hv1", "address": "hv1.example", "port": 22, "user": "virtfleet", "pool": "virtfleet",
                "hostKeys": ["ssh-ed25519 AAAA…"] }],
    "networks": [{ "name": "lan", "kind": "bridged", "scope": "fleet", "libvirtName": "lan", "reachedFrom": "the office",
                   "cidr": "192.0.2.0/24", "gateway": "192.0.2.1", "nameservers": ["192.0.2.1"],
                   "firstAddress": "192.0.2.100", "lastAddress": "192.0.2.199" }]
  }

A host needs sshd, libvirt and QEMU, and this, typed there as root:

  useradd --create-home --shell /bin/bash --groups libvirt virtfleet
  install -d -o virtfleet -m 700 ~virtfleet/.ssh
  echo 'KEY' >> ~virtfleet/.ssh/authorized_keys
  virsh pool-define-as virtfleet dir --target /var/lib/libvirt/images/virtfleet
  virsh pool-build virtfleet; virsh pool-start virtfleet; virsh pool-autostart virtfleet
  cat /etc/ssh/ssh_host_ed25519_key.pub

KEY is the line in .virtfleet/secrets/ssh_key.pub, which the first start makes and shows. What the last command prints,
without its comment, is what hostKeys holds. The network is one of the host's own: libvirtName is its name in
\`virsh net-list\`.`;

const guestImages = ['tiny', 'debian-12'];

/** Says what is wrong with `args` or `env` by throwing it. Answers null when help is asked for. */
export function startOptions(args, env) {
  const { values } = parse(args);
  if (values.help) return null;
  const port = env.PORT ? Number(env.PORT) : null;
  if (port !== null && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Error(`PORT is "${env.PORT}": not a port.`);
  const url = env.DATABASE_URL || null;
  if (url !== null && !/^postgres(ql)?:\/\/./.test(url))
    throw new Error('DATABASE_URL is no address of a Postgres: postgres://USER:PASSWORD@HOST:PORT/DATABASE');
  const simulated = env.VIRTFLEET_SIMULATE ? Number(env.VIRTFLEET_SIMULATE) : 3;
  if (!(Number.isInteger(simulated) && simulated > 0 && simulated <= 1000))
    throw new Error(`VIRTFLEET_SIMULATE is "${env.VIRTFLEET_SIMULATE}": not a number of hosts.`);
  const images = (env.VIRTFLEET_IMAGES || guestImages.join()).split(',').map((name) => name.trim());
  const unknown = images.find((name) => !guestImages.includes(name));
  if (unknown !== undefined)
    throw new Error(`VIRTFLEET_IMAGES names "${unknown}": there are ${guestImages.join(' and ')}.`);
  const file = values.hosts ?? (env.VIRTFLEET_HOSTS || null);
  return {
    mode: values.dev ? 'dev' : 'start',
    fleet: values.simulate ? { simulated } : file !== null ? { file } : values['no-lab'] ? 'none' : 'lab',
    simulated,
    listen: env.VIRTFLEET_LISTEN || '127.0.0.1',
    port,
    databaseUrl: url,
    images,
  };
}

/** The same options; where a lab is asked for and none can run here, with simulated hosts instead. `why` says so. */
export function possibleHere(options) {
  const reason = options.fleet === 'lab' ? labUnsupported() : null;
  if (reason === null) return { options, why: null };
  return {
    options: { ...options, fleet: { simulated: options.simulated } },
    why: `no lab here: ${reason}. The hosts are simulated: nothing runs in the VMs. npm start -- --hosts FILE uses hosts that you have (npm start -- --help)`,
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        dev: { type: 'boolean', default: false },
        simulate: { type: 'boolean', default: false },
        'no-lab': { type: 'boolean', default: false },
        hosts: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${error.message}. npm start -- --help shows what there is.`);
  }
}
