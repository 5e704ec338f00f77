// All of one installation on this machine: lab, database, web and worker; up side by side, down in an order that loses nothing.
import { join } from 'node:path';
import type { GuestImage } from '../images/image.ts';
import { buildTiny } from '../images/tiny.ts';
import { root } from '../install.mjs';
import { labStatus, labStop, labUp } from '../lab/lab.ts';
import type { StartOptions } from '../options.mjs';
import { processId } from '../processes.ts';
import { type Doing, lastLines, type Say, tryRun } from '../run.ts';
import { simulatedName, simulatorSocket } from '../simulator/names.ts';
import { forgetRun, type Run, readRun, secret, statePath, writeRun } from '../state.ts';
import { type Database, keepPostgres } from './database.ts';
import { buildImages, type ImageBuilds } from './image-builds.ts';
import {
  type Fleet,
  fleetOfFile,
  fleetOfLab,
  makeSecrets,
  objectsDir,
  seedOf,
  sshKeyFile,
  storeImage,
} from './installation.ts';
import { holdPort } from './port.ts';
import { hostsNotReady, pageAnswers } from './readiness.ts';
import { endLeftovers, type Supervised, supervise } from './supervise.ts';
import { sideBySide } from './tasks.ts';
import { buildWeb, nextCli, webDir } from './web-build.ts';

export type StackOptions = StartOptions & { say: Say };

export type Stack = {
  url: string;
  /** Brings all up; resolves when the sign-in page answers. */
  start(signal: AbortSignal): Promise<void>;
  /** Waits until every host is up with its images; after `limitMs` answers which are not, and why. */
  hostsReady(limitMs: number, signal: AbortSignal): Promise<string[]>;
  /** Begins to build, in the background, the images that take minutes. */
  buildImages(): void;
  /** Takes all down that is up. */
  stop(hurry: AbortSignal): Promise<void>;
};

const labHosts = 2;
const labDir = () => statePath('lab');
/** Of new objects, in MiB: what grows with each burst, and stays. */
const smallHeap = ['--max-semi-space-size=2'];
const logFile = (name: string) => statePath('log', `${name}.log`);

export async function createStack(options: StackOptions): Promise<Stack> {
  const { mode, say, listen } = options;
  const began = new Date();
  await endLeftovers(readRun()?.children ?? {}, say);
  const { port, release } = await holdPort(listen, options.port);
  const url = `http://${listen.includes(':') ? `[${listen}]` : listen}:${port}`;
  const known: Run = {
    supervisor: processId(process.pid),
    children: {},
    url,
    databaseUrl: '',
    ready: false,
  };
  const keep = (change: Partial<Run>) => writeRun(Object.assign(known, change));
  const started = (name: string) => (pid: number) => keep({ children: { ...known.children, [name]: processId(pid) } });
  let database: Database | undefined;
  let worker: Supervised | undefined;
  let simulator: Supervised | undefined;
  let web: Supervised | undefined;
  let builds: ImageBuilds | undefined;
  let hostNames: string[] = [];
  let imageNames: string[] = [];

  async function startDatabase(): Promise<string> {
    if (options.databaseUrl === null) {
      database = await keepPostgres({
        dir: statePath('postgres'),
        logFile: logFile('postgres'),
        onStart: started('postgres'),
        say,
      });
      say('database: up');
    }
    const databaseUrl = database?.url ?? options.databaseUrl ?? '';
    keep({ databaseUrl });
    return databaseUrl;
  }

  const environment = () => ({
    ...process.env,
    DATABASE_URL: known.databaseUrl,
    VIRTFLEET_KEY_FILE: statePath('secrets', 'key'),
    VIRTFLEET_SSH_KEY_FILE: sshKeyFile(),
    VIRTFLEET_OBJECTS: objectsDir(),
  });

  /** The worker reaches its hosts by a socket; it waits there until the simulator answers. */
  function startSimulator(count: number) {
    const argv = [process.execPath, join(root, 'infra', 'simulator', 'main.ts'), String(count)];
    const program = { name: 'simulator', argv, env: process.env, logFile: logFile('simulator') };
    simulator = supervise(program, started('simulator'), say);
  }

  function startWorker() {
    const argv = [process.execPath, ...smallHeap, join(root, 'apps', 'worker', 'main.ts')];
    const simulated = simulator ? { VIRTFLEET_SIMULATOR: simulatorSocket() } : {};
    const env = { ...environment(), ...simulated, NODE_ENV: 'production' };
    worker = supervise({ name: 'worker', argv, env, logFile: logFile('worker') }, started('worker'), say);
  }

  function startWeb(build: string | null) {
    const argv = [process.execPath, ...smallHeap, nextCli, mode, '-H', listen, '-p', String(port)];
    const env = {
      ...environment(),
      NODE_ENV: mode === 'dev' ? ('development' as const) : ('production' as const),
      NEXT_TELEMETRY_DISABLED: '1',
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: secret('session').trim(),
      AUTH_TRUST_HOST: '1',
      PORT: String(port),
      HOSTNAME: listen,
      ...(build === null ? {} : { VIRTFLEET_WEB_BUILD: build }),
    };
    web = supervise({ name: 'web', argv, env, cwd: webDir, logFile: logFile('web') }, started('web'), say);
  }

  return {
    url,
    async start(signal) {
      keep({});
      const publicKey = await makeSecrets({ say, signal });
      signal.throwIfAborted();
      const tasks = sideBySide(signal);
      const build = tasks.run(async (s) => (mode === 'dev' ? null : buildWeb({ signal: s, say })));
      const databaseUrl = tasks.run(startDatabase);
      const image = tasks.run((s) => imageFor(options.fleet, { say, signal: s }));
      const fleet = tasks.run((s) => bringUp(options.fleet, publicKey, { say, signal: s }));
      tasks.run(async (s) => {
        const [hosts, guest, address] = [await fleet, await image, await databaseUrl];
        s.throwIfAborted();
        const name = simulatedHosts(options.fleet) === null ? undefined : simulatedName;
        const seed = seedOf(hosts, guest, { name, later: real(options.fleet) ? options.images : [] });
        await setUp(address, JSON.stringify(seed), s);
        s.throwIfAborted();
        hostNames = hosts.hosts.map(({ name }) => name);
        imageNames = seed.images.map(({ name }) => name);
        const count = simulatedHosts(options.fleet);
        if (count !== null) startSimulator(count);
        startWorker();
      });
      await tasks.settled();
      await release();
      startWeb(await build);
      await pageAnswers(`${url}/signin`, 120_000, signal).catch((error) => {
        throw new Error(`${error.message}. The web's last words, in ${logFile('web')}:\n${lastLines(logFile('web'))}`);
      });
      say('web: up');
    },
    async hostsReady(limitMs, signal) {
      const limit = AbortSignal.timeout(limitMs);
      for (;;) {
        const lacking = await hostsNotReady(known.databaseUrl, hostNames, imageNames, began).catch((error) => [
          String(error),
        ]);
        if (lacking.length === 0 && !known.ready) keep({ ready: true });
        if (lacking.length === 0 || limit.aborted || signal.aborted) return lacking;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    buildImages() {
      const env = { ...environment(), NODE_ENV: 'production' };
      const common = { databaseUrl: known.databaseUrl, env, logFile: logFile('images') };
      builds = buildImages({ ...common, onStart: started('images'), say });
    },
    async stop(hurry) {
      keep({ ready: false });
      await release();
      // Next waits for its open event streams: not for long.
      await Promise.all([web?.stop(2_000, hurry), worker?.stop(20_000, hurry), builds?.stop(10_000, hurry)]);
      await Promise.all([database?.stop(), simulator?.stop(5_000, hurry), labStop(labDir(), undefined, hurry)]);
      forgetRun();
    },
  };
}

/** Loaded with its first use: what a simulated host is made of would stay in a supervisor that has real ones. */
const simulatedFleet = () => import('../simulator/hosts.ts');

/** The hosts, and the networks that they offer to guests. */
async function bringUp(fleet: StackOptions['fleet'], publicKey: string, { say, signal }: Doing): Promise<Fleet> {
  if (fleet !== 'lab') {
    // Of a run that was killed.
    if (labStatus(labDir())?.up.length) await labStop(labDir(), 0);
    if (fleet === 'none') return { hosts: [], networks: [] };
    if ('simulated' in fleet) return (await simulatedFleet()).fleetOfSimulator(fleet.simulated);
    const hosts = fleetOfFile(fleet.file);
    say(
      `hosts: this line in ~virtfleet/.ssh/authorized_keys on each lets this installation in (it is ${sshKeyFile()}.pub)\n\n  ${publicKey}\n`,
    );
    return hosts;
  }
  const lab = await labUp({ dir: labDir(), hosts: labHosts, publicKey, say, signal });
  say(`lab: ${lab.hosts.map(({ name, address }) => `${name} (${address})`).join(' and ')} up`);
  return fleetOfLab(lab);
}

/** Real hosts can do without the image; a lab cannot. */
async function imageFor(fleet: StackOptions['fleet'], doing: Doing): Promise<GuestImage | null> {
  if (fleet === 'none') return null;
  try {
    const simulated = simulatedHosts(fleet) !== null;
    const image = simulated
      ? (await simulatedFleet()).makeSimulatedImage(statePath('simulator', 'image.qcow2'))
      : await buildTiny(doing);
    storeImage(image);
    return image;
  } catch (error) {
    if (fleet === 'lab' || doing.signal?.aborted) throw error;
    doing.say(`no image tiny: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** Whether VMs run there: only then is it worth minutes to build what they start from. */
const real = (fleet: StackOptions['fleet']) => fleet !== 'none' && simulatedHosts(fleet) === null;

/** How many hosts are simulated; null: they are real. */
const simulatedHosts = (fleet: StackOptions['fleet']) =>
  typeof fleet === 'object' && 'simulated' in fleet ? fleet.simulated : null;

/** Migrations and seed, in a child, because Prisma's engine keeps its memory. */
async function setUp(databaseUrl: string, seed: string, signal: AbortSignal) {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const argv = [process.execPath, join(root, 'prisma', 'setup.ts')];
  const { code, stderr } = await tryRun(argv, { cwd: root, env, input: seed, signal });
  if (code !== 0) throw new Error(stderr.trim());
}
