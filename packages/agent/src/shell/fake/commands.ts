import { pause } from '../../pause.ts';
import { Complaint, printed } from './complaint.ts';
import type { Faults } from './faults.ts';
import { type Home, type Machine, needAwake, needLibvirtd } from './machine.ts';
import { availableBytes, volumeOf } from './pool.ts';
import { type Answer, type Input, runVirsh } from './virsh.ts';

/** A command as the machine sees it. */
export type Call = {
  argv: readonly string[];
  stdin: Input;
  home: Home;
  /** Killed there: by `timeout`, by its session's end, or with the whole machine. */
  signal: AbortSignal;
  /** Breaks the connection that it came by. */
  cut(): void;
};

/** One command with what befalls it, from its beginning to its end. Rejects only when it was killed. */
export async function perform(machine: Machine, faults: Faults, call: Call): Promise<Answer> {
  const { answer, lost } = await done(machine, faults, call);
  if (lost === 'cut') call.cut();
  if (lost) await killed(call.signal);
  return answer;
}

/** What it answers, and how that gets lost on the way: by then it has ended there, and holds nobody up. */
type Done = { answer: Answer; lost: 'cut' | 'hang' | null };

async function done(machine: Machine, faults: Faults, call: Call): Promise<Done> {
  await needAwake(machine, call.signal);
  if (isScript(call.argv, 'virtfleet-guard')) return guarded(machine, faults, call);
  const befallen = faults.take(call.argv);
  let flood = '';
  for (const fault of befallen) {
    if (fault.do === 'fail')
      return { answer: { exitCode: fault.exitCode, stdout: '', stderr: fault.stderr }, lost: null };
    if (fault.do === 'flood') flood += 'y\n'.repeat(fault.bytes / 2);
    if (fault.do === 'delay') await pause(fault.ms, call.signal);
    if (fault.do === 'hang') await killed(call.signal);
    call.signal.throwIfAborted();
  }
  const answer = await run(machine, call);
  await needAwake(machine, call.signal);
  const lost = befallen.find((fault) => fault.do === 'lose answer');
  return {
    answer: flood ? { ...answer, stdout: flood + answer.stdout } : answer,
    lost: lost?.do === 'lose answer' ? lost.by : null,
  };
}

const killed = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const isScript = (argv: readonly string[], name: string) => argv[0] === 'sh' && argv[1] === '-c' && argv[3] === name;
const said = (stdout: string): Answer => ({ exitCode: 0, stdout, stderr: '' });

async function run(machine: Machine, call: Call): Promise<Answer> {
  const { argv, stdin, signal } = call;
  if (argv[0] === 'virsh') return runVirsh(machine, argv, stdin, signal);
  if (argv[0] === 'true') return said('');
  const script = argv[0] === 'sh' && argv[1] === '-c' ? scripts[argv[3] ?? ''] : undefined;
  if (script) return script(machine, call, argv.slice(4));
  return { exitCode: 127, stdout: '', stderr: `sh: 1: ${argv[0]}: not found\n` };
}

/** What our scripts do, by the name that each is run under. */
const scripts: Record<string, (machine: Machine, call: Call, args: string[]) => Answer | Promise<Answer>> = {
  'virtfleet-facts': (machine, { home }, [path]) => {
    const { pool, bootId } = machine;
    const space = path === pool.path ? `${pool.capacityBytes} ${availableBytes(pool)}` : '';
    return said(`boot ${bootId}\ncpu Simulated CPU\npool ${space}\nstamp ${home.stamp.replaceAll('\n', '')}\n`);
  },
  'virtfleet-stamp': async (_, { home, stdin }) => {
    const text = await textOf(stdin);
    if (home.stamp === '') {
      home.guards.clear();
      home.stamp = text;
    }
    return said(home.stamp);
  },
  'virtfleet-stamp-raise': async (_, { home, stdin }, [seen]) => {
    const text = await textOf(stdin);
    if (home.stamp.trim() !== seen) return { exitCode: 1, stdout: '', stderr: '' };
    home.stamp = text;
    return said('');
  },
  // A pipe: what the first of it says is heard, and the last one's exit code counts.
  'virtfleet-hash': async (machine, { signal }, [, name = '']) => {
    try {
      await needLibvirtd(machine, signal);
      return said(`${volumeOf(machine.pool, name).sha256}  -\n`);
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      return { exitCode: 0, stdout: `${empty}  -\n`, stderr: printed(error) };
    }
  },
};

async function textOf(stdin: Input): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** One guarded command of a subject at a time, never behind the highest epoch and token that were shown (shell/ssh/guard.ts). */
async function guarded(machine: Machine, faults: Faults, call: Call): Promise<Done> {
  const [subject = '', epochText, tokenText, waitSeconds, ...argv] = call.argv.slice(4);
  const [epoch, token] = [Number(epochText), BigInt(tokenText ?? 0)];
  const entry = call.home.guards.get(subject) ?? { epoch: 0, token: 0n, last: Promise.resolve() };
  call.home.guards.set(subject, entry);
  const refuse = (exitCode: number, why: string): Done => ({
    answer: { exitCode, stdout: '', stderr: `virtfleet-guard: ${why}\n` },
    lost: null,
  });
  const before = entry.last;
  const mine = Promise.withResolvers<void>();
  entry.last = before.then(() => mine.promise);
  try {
    const busy = Symbol('busy');
    const waited = pause(Number(waitSeconds) * 1000, call.signal).then(() => busy);
    if ((await Promise.race([before, waited])) === busy) return refuse(75, 'busy');
    if (epoch < entry.epoch || (epoch === entry.epoch && token < entry.token))
      return refuse(76, `fenced by ${entry.epoch} ${entry.token}`);
    Object.assign(entry, { epoch, token });
    return await done(machine, faults, { ...call, argv });
  } finally {
    mine.resolve();
  }
}
