// Virtfleet as an admin installs it: on a server with systemd, its own Postgres and Debian's nginx, for a host that it reaches over SSH.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTiny } from '../images/tiny.ts';
import { root, say } from '../install.mjs';
import { type Client, signIn } from '../instance/client.ts';
import { choices, createVm } from '../instance/tenant.ts';
import { inside } from '../lab/host.ts';
import { hostDir, labDown, labUp } from '../lab/lab.ts';
import type { Lab } from '../lab/types.ts';
import { run, tryRun, until } from '../run.ts';
import { ensureSshKey } from '../ssh-key.ts';
import { fleetOfLab, imageOf, tinyName } from '../stack/installation.ts';

const server = 1;
const hypervisor = 2;
const workers = ['virtfleet-worker@1.service', 'virtfleet-worker@2.service'];
const units = ['virtfleet-postgres.service', 'virtfleet-web.service', ...workers];
const password = 'a-first-password-of-20';
const dir = mkdtempSync(join(tmpdir(), 'virtfleet-deploy-'));
const labDir = join(dir, 'lab');

let lab: Lab;
let url: string;

const on = (index: number, argv: readonly string[], input = '') => run(inside(hostDir(labDir, index), argv), { input });
const onServer = (...argv: string[]) => on(server, argv);
const write = (path: string, text: string, index = server) => on(index, ['sh', '-c', 'cat > "$1"', 'sh', path], text);
const asking = `import pg from 'pg';
  const client = new pg.Client('postgresql://virtfleet-app@%2Frun%2Fvirtfleet-postgres/virtfleet');
  await client.connect();
  const { rows } = await client.query({ text: process.argv[1], rowMode: 'array' });
  console.log(rows.flat().join()); await client.end();`;
/** One answer of its database, as text. */
const sql = async (query: string) => {
  const node = ['/opt/virtfleet/node_modules/.bin/node', '--input-type=module', '-e', asking, query];
  const within = ['sh', '-c', 'cd /opt/virtfleet/infra; exec "$@"', 'sh'];
  return (await onServer('runuser', '-u', 'virtfleet-app', '--', ...within, ...node)).trim();
};
const isActive = async (unit: string) =>
  (await tryRun(inside(hostDir(labDir, server), ['systemctl', 'is-active', unit]))).stdout.trim();

/** This clone, with its packages and its newest build, as an admin would copy it there. */
async function copyClone() {
  await run([join(root, 'node_modules/.bin/node'), join(root, 'infra/start.mjs'), 'build'], { cwd: root });
  const current = readFileSync(join(root, 'apps/web/.next-builds/current.env'), 'utf8').trim().split('/').at(-1) ?? '';
  const unpack = inside(hostDir(labDir, server), ['tar', '-x', '-C', '/opt/virtfleet']);
  const files = 'git ls-files -z | grep -zv "^e2e/"; printf "node_modules\\0packages/db/src/generated\\0"';
  const builds = `printf 'apps/web/.next-builds/current.env\\0apps/web/.next-builds/${current}\\0'`;
  await onServer('mkdir', '-p', '/opt/virtfleet');
  await run(['sh', '-c', `{ ${files}; ${builds}; } | tar -c --null --files-from=- | "$@"`, 'sh', ...unpack], {
    cwd: root,
  });
}

async function setUpServer() {
  await onServer('/opt/virtfleet/infra/deploy/install.sh', '--url', url);
  await letIn((await onServer('cat', '/etc/virtfleet/ssh_key.pub')).trim());
  const tiny = await buildTiny({ say });
  const object = join('/var/lib/virtfleet/objects', tiny.sha256);
  await run([
    'sh',
    '-c',
    'from=$1; shift; "$@" < "$from"',
    'sh',
    tiny.path,
    ...inside(hostDir(labDir, server), ['sh', '-c', 'cat > "$1"', 'sh', object]),
  ]);
  const fleet = fleetOfLab({ ...lab, hosts: lab.hosts.filter(({ index }) => index === hypervisor) });
  const admin = { email: 'admin@example.org', name: 'Fleet admin', password, isAdmin: true, role: null };
  const seed = { project: { name: 'demo' }, accounts: [admin], ...fleet, images: [imageOf(tiny, tinyName)] };
  await write('/etc/virtfleet/seed.json', JSON.stringify(seed));
}

/** The server's own key, and no other, opens the host. */
const letIn = (publicKey: string) => write('/home/virtfleet/.ssh/authorized_keys', `${publicKey}\n`, hypervisor);

/** TLS by the example that the guide shows, with a certificate that this test trusts. */
async function setUpProxy(name: string) {
  const conf = readFileSync(join(root, 'infra/deploy/nginx.conf'), 'utf8').replaceAll('@NAME@', name);
  await onServer('mkdir', '-p', '/etc/virtfleet/tls');
  const files = ['-keyout', '/etc/virtfleet/tls/key.pem', '-out', '/etc/virtfleet/tls/cert.pem'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=IP:${name}`];
  await onServer('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject);
  tls.setDefaultCACertificates([
    ...tls.getCACertificates('default'),
    await onServer('cat', '/etc/virtfleet/tls/cert.pem'),
  ]);
  await write('/etc/nginx/sites-enabled/virtfleet', conf);
  await onServer('rm', '-f', '/etc/nginx/sites-enabled/default');
  await onServer('systemctl', 'restart', 'nginx');
}

const healthy = () =>
  until(`${url}/healthz`, 120_000, async () => (await fetch(`${url}/healthz`).catch(() => null))?.status === 200).catch(
    async (error: Error) => {
      const told = await onServer(
        'journalctl',
        '-o',
        'short',
        '-u',
        'virtfleet-*',
        '-u',
        'nginx',
        '-n',
        '40',
        '--no-pager',
      );
      throw new Error(`${error.message}\n${told}`);
    },
  );

async function create(client: Client, name: string) {
  const { operationId } = await createVm(client, await choices(client, dir), name);
  await until(`${name} to be made`, 120_000, async () => {
    const { status, error } = (await client.query('operations.get', { operationId })) as {
      status: string;
      error: string;
    };
    if (['failed', 'cancelled', 'stuck'].includes(status)) throw new Error(`${name} ended ${status}: ${error}`);
    return status === 'done';
  });
}

const fetching = `const [address, bearer] = process.argv.slice(1);
  const answer = await fetch(address, { headers: bearer ? { authorization: 'Bearer ' + bearer } : {} });
  console.log(answer.status, await answer.text());`;

/** Processes of its user. */
const ofItsUser = async () => (await tryRun(inside(hostDir(labDir, server), ['pgrep', '-u', 'virtfleet-app']))).stdout;

/** The unit of the worker that has the host. */
async function ownerUnit(): Promise<string> {
  const name = await until('a worker to have the host', 30_000, () =>
    sql('SELECT w.name FROM host_lease l JOIN worker w ON w.id = l.worker_id WHERE w.expires_at > now()'),
  );
  const pid = name.split('/').at(-1);
  for (const unit of workers)
    if ((await onServer('systemctl', 'show', '-p', 'MainPID', '--value', unit)).trim() === pid) return unit;
  throw new Error(`${name} is none of ${workers.join(', ')}`);
}

beforeAll(async () => {
  await ensureSshKey(join(dir, 'key'), { say });
  const publicKey = readFileSync(join(dir, 'key.pub'), 'utf8');
  const packages = ['nginx-light', 'openssl'];
  lab = await labUp({ dir: labDir, hosts: 2, publicKey, root: { name: 'server-root', packages }, say });
  const address = lab.hosts.find(({ index }) => index === server)?.address ?? '';
  url = `https://${address}`;
  await copyClone();
  await setUpServer();
  await setUpProxy(address);
  await onServer('systemctl', 'enable', '--now', 'virtfleet.target');
  await healthy();
  const admin = await signIn(url, 'admin@example.org', password);
  await until('the host to be seen', 60_000, async () =>
    ((await admin.query('hosts.list')) as { state: string }[]).some(({ state }) => state === 'up'),
  );
});
afterAll(async () => {
  await labDown(labDir);
  await run(['rm', '-rf', dir]);
});

test('by systemd, with its own Postgres and TLS before it: a worker is killed, and the other makes the next VM', async () => {
  for (const unit of units) expect([unit, await isActive(unit)]).toEqual([unit, 'active']);
  const admin = await signIn(url, 'admin@example.org', password);
  await create(admin, 'before');
  const owner = await ownerUnit();
  await onServer('systemctl', 'kill', '--signal', 'KILL', owner);
  await create(admin, 'after');
  const restarts = () => onServer('systemctl', 'show', '-p', 'NRestarts', '--value', owner);
  await until(`${owner} to be started again`, 30_000, async () => (await restarts()) === '1\n');
  await until(`${owner} to be back`, 30_000, async () => (await isActive(owner)) === 'active');
  expect(await on(hypervisor, ['virsh', '-q', 'list', '--state-running', '--name'])).toMatch(/^vf-\S+\nvf-\S+\n/);
});

test('what they log is JSON, a line each', async () => {
  const logged = await onServer('journalctl', '-o', 'cat', '-u', 'virtfleet-worker@1', '-t', 'node', '--no-pager');
  const lines = logged.split('\n').filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ name: 'worker' });
});

test('each tells how it is on the server itself', async () => {
  const token = /^VIRTFLEET_METRICS_TOKEN=(.*)$/m.exec(await onServer('cat', '/etc/virtfleet/virtfleet.env'))?.[1];
  const asked = (address: string, bearer = '') =>
    onServer('/opt/virtfleet/node_modules/.bin/node', '--input-type=module', '-e', fetching, address, bearer);
  expect(await asked('http://127.0.0.1:3000/metrics', token)).toMatch(/^200 /);
  expect(await asked('http://127.0.0.1:3000/metrics')).toMatch(/^40[14] /);
  for (const port of [9461, 9462])
    expect(await asked(`http://127.0.0.1:${port}/metrics`)).toMatch(/^200 .*virtfleet_/s);
});

test('stopped in order; the next version’s migration is applied by its start, and all is there as it was', async () => {
  await onServer('systemctl', 'stop', 'virtfleet.target');
  await until('the end of all of it', 60_000, async () => (await ofItsUser()) === '');
  for (const unit of units)
    expect([unit, await onServer('systemctl', 'show', '-p', 'Result', '--value', unit)]).toEqual([unit, 'success\n']);
  const migration = '/opt/virtfleet/prisma/migrations/29990101000000_of_the_next_version';
  await onServer('mkdir', migration);
  await write(`${migration}/migration.sql`, 'CREATE TABLE of_the_next_version (id int);\n');
  await onServer('systemctl', 'start', 'virtfleet.target');
  await healthy();
  expect(await sql(`SELECT to_regclass('of_the_next_version')`)).toBe('of_the_next_version');
  const admin = await signIn(url, 'admin@example.org', password);
  await create(admin, 'upgraded');
});

test('whoever comes without TLS is sent to it, and metrics are not for them', async () => {
  const plain = await fetch(url.replace('https:', 'http:'), { redirect: 'manual' });
  expect([plain.status, plain.headers.get('location')]).toEqual([301, `${url}/`]);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  expect((await fetch(`${url}/signin`)).headers.get('strict-transport-security')).toContain('max-age=');
});

test('put back from its backup, what it has forgotten since is told, and hosts obey it', async () => {
  const [files, folders] = ['/root/virtfleet-backup.tar.gz', ['etc/virtfleet', 'var/lib/virtfleet']];
  await onServer('systemctl', 'stop', 'virtfleet.target');
  await onServer('tar', '-czf', files, '-C', '/', ...folders);
  await onServer('systemctl', 'start', 'virtfleet.target');
  await healthy();
  await create(await signIn(url, 'admin@example.org', password), 'forgotten');
  await onServer('systemctl', 'stop', 'virtfleet.target');
  await onServer('rm', '-rf', ...folders.map((folder) => `/${folder}`));

  await onServer('tar', '-xzf', files, '-C', '/');
  await onServer('systemctl', 'start', 'virtfleet-postgres.service');
  const user = ['-p', 'User=virtfleet-app', '-p', 'EnvironmentFile=/etc/virtfleet/virtfleet.env'];
  const node = ['/opt/virtfleet/node_modules/.bin/node', '/opt/virtfleet/prisma/restored.ts'];
  expect(await onServer('systemd-run', '--wait', '--pipe', '--quiet', ...user, ...node)).toMatch(
    /^epoch \d+: hosts obey/,
  );
  await onServer('systemctl', 'start', 'virtfleet.target');
  await healthy();
  const admin = await signIn(url, 'admin@example.org', password);
  const told = await until('the VM that it does not know to be told', 60_000, async () => {
    const hosts = (await admin.query('hosts.list')) as { findings: { kind: string }[] }[];
    return hosts.flatMap(({ findings }) => findings).find(({ kind }) => kind === 'orphan_domain');
  });
  expect(told).toBeDefined();
  await create(admin, 'restored');
});
