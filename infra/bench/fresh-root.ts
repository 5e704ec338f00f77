// A root of base Debian with Node 20 and npm, and nothing else: where a newcomer begins.
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cached, definition } from '../cache.ts';
import { bootstrap } from '../debian.ts';
import { root as clone } from '../install.mjs';
import { run, type Say } from '../run.ts';

const node = '20.20.2';
const npm = '11.19.1';

export type FreshRoot = {
  /** Below it, the clone lies at /root/virtfleet. */
  dir: string;
  /** argv that runs `command` (for sh) in the clone there, with mounts that nobody else sees. */
  argv(command: string): string[];
  /** Its environment. */
  env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
};

/** Debian's base and Node are cached, the root is a copy, and the clone is of what is committed. */
export async function freshRoot(say: Say): Promise<FreshRoot> {
  const base = await cached('bench-root', definition([node, npm]), async (dir) => {
    say('base Debian: building');
    await bootstrap({ dir: join(dir, 'root'), variant: 'minbase', packages: ['ca-certificates', 'git'], say });
    await addNode(join(dir, 'root'), dir);
  });
  const dir = join(tmpdir(), `virtfleet-bench-${randomBytes(4).toString('hex')}`);
  await run(['cp', '-a', join(base, 'root'), dir]);
  copySettings(dir);
  await run(['git', 'clone', '-q', '--no-hardlinks', clone, join(dir, 'root/virtfleet')]);
  // Its mounts live in a namespace that ends with the command, so that nothing can be deleted through them.
  // It becomes the root for good: in a chroot the kernel refuses user namespaces.
  const enter = [
    'mount --bind "$0" "$0"',
    'cd "$0"',
    'mount --rbind /dev dev; mount --rbind /sys sys; mount -t proc proc proc; mount -t tmpfs tmpfs run',
    'mkdir -p old; pivot_root . old; umount -l old; rmdir old',
    'cd /root/virtfleet; exec /bin/sh -c "$1"',
  ].join('; ');
  return {
    dir,
    argv: (command) => ['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', enter, dir, command],
    env: environment(),
    remove: async () => {
      await run(['rm', '-rf', '--one-file-system', dir]);
    },
  };
}

/** From npm, like everything else of JavaScript here. */
async function addNode(root: string, work: string) {
  const prefix = join(work, 'node');
  mkdirSync(prefix);
  writeFileSync(join(prefix, 'package.json'), '{"private":true}');
  const names = [`node-linux-${process.arch}@${node}`, `npm@${npm}`];
  await run(['npm', 'install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', ...names], {
    cwd: prefix,
  });
  const local = join(root, 'usr/local');
  cpSync(join(prefix, `node_modules/node-linux-${process.arch}/bin/node`), join(local, 'bin/node'));
  mkdirSync(join(local, 'lib/node_modules'), { recursive: true });
  cpSync(join(prefix, 'node_modules/npm'), join(local, 'lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    const script = join(local, 'bin', name);
    writeFileSync(script, `#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/${name}-cli.js "$@"\n`);
    chmodSync(script, 0o755);
  }
  // A package that brings a daemon must not start it.
  writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n');
  chmodSync(join(root, 'usr/sbin/policy-rc.d'), 0o755);
  rmSync(prefix, { recursive: true });
}

/** How this machine reaches its package registries and trusts them; where nothing is set, nothing is copied. */
function copySettings(dir: string) {
  const settings = [
    '/etc/apt/sources.list',
    '/etc/apt/sources.list.d',
    '/etc/apt/apt.conf.d',
    '/etc/apt/keyrings',
    '/etc/apt/auth.conf.d',
  ];
  for (const name of [
    ...settings,
    '/etc/resolv.conf',
    '/etc/hosts',
    '/etc/ssl/certs/ca-certificates.crt',
    '/root/.npmrc',
    '/usr/etc/npmrc',
  ]) {
    if (!existsSync(name)) continue;
    mkdirSync(join(dir, dirname(name)), { recursive: true });
    rmSync(join(dir, name), { recursive: true, force: true });
    cpSync(realpathSync(name), join(dir, name), { recursive: true });
  }
}

/** As after a login, but for what says how to reach the registries. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(npm_config_(registry|cafile)|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|https?_proxy|no_proxy|VIRTFLEET_DEBIAN_MIRROR)$/i.test(
      name,
    ),
  );
  return {
    ...Object.fromEntries(kept),
    HOME: '/root',
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  };
}
