import { PassThrough } from 'node:stream';
import type { ShellProcess } from '../types.ts';
import { type Call, perform } from './commands.ts';
import { Complaint, printed } from './complaint.ts';
import type { Faults } from './faults.ts';
import { type Machine, needLibvirtd } from './machine.ts';

/** What a process that stays works with. `ended` is called once, with its exit code; null: it was killed with its connection. */
type Session = {
  stdin: PassThrough;
  stdout: PassThrough;
  stderr: PassThrough;
  end(code: number | null): void;
  signal: AbortSignal;
};
export type OpenCall = Omit<Call, 'stdin' | 'cut'> & { cut(): void };

/** A process on the machine. `signal` kills it: its connection broke, or the machine went. */
export function openProcess(machine: Machine, faults: Faults, call: OpenCall): ShellProcess {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const exited = Promise.withResolvers<number | null>();
  const own = new AbortController();
  const signal = AbortSignal.any([own.signal, call.signal]);
  let ended = false;
  const end = (code: number | null) => {
    if (ended) return;
    ended = true;
    for (const stream of [stdout, stderr]) stream.end();
    exited.resolve(code);
    own.abort();
  };
  call.signal.addEventListener('abort', () => end(null), { once: true });
  const session: Session = { stdin, stdout, stderr, end, signal };
  const words = call.argv.filter((word, n) => n > 0 && !['-q', '-c', 'qemu:///system'].includes(word));
  if (call.argv[0] === 'virsh' && words.length === 0) void prompt(machine, faults, call, session);
  else if (call.argv[0] === 'virsh' && words[0] === 'event') void tellEvents(machine, session);
  else void once(machine, faults, call, session);
  return { stdin, stdout, stderr, exited: exited.promise, kill: () => end(137) };
}

const endOfFile = 'error: Disconnected from qemu:///system due to end of file\n';

/** virsh fed by lines: it echoes each behind its prompt, as readline does, then the answer. */
async function prompt(machine: Machine, faults: Faults, call: OpenCall, { stdin, stdout, end, signal }: Session) {
  let disconnected = false;
  const restarted = onRestart(machine, () => {
    if (!disconnected) stdout.write(endOfFile);
    disconnected = true;
  });
  signal.addEventListener('abort', restarted, { once: true });
  stdout.write('virsh # ');
  let text = '';
  try {
    for await (const chunk of stdin) {
      text += String(chunk);
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
        const line = text.slice(0, at);
        text = text.slice(at + 1);
        stdout.write(`${line}\n`);
        const argv = ['virsh', ...wordsOf(line)];
        const answer = await perform(machine, faults, { ...call, argv, stdin: none(), signal });
        if (signal.aborted) return;
        const reconnected = disconnected && argv[1] !== 'echo';
        if (reconnected) disconnected = false;
        stdout.write(
          `${reconnected ? 'error: Reconnected to the hypervisor\n' : ''}${answer.stdout}${answer.stderr}virsh # `,
        );
      }
    }
    end(0);
  } catch {
    end(null);
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** One line as virsh splits it: blanks, quotes and backslashes as in a shell (tools/vsh.c). */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  const word = /(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+/g;
  for (const [raw] of line.matchAll(word))
    words.push(
      raw.replace(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(.)/g, '$1') ?? escaped ?? '',
      ),
    );
  return words;
}

/** `virsh event --all --loop --timestamp`: lines until it is killed, or libvirtd goes. */
async function tellEvents(machine: Machine, { stdout, stderr, end, signal }: Session) {
  try {
    await needLibvirtd(machine, signal);
  } catch (error) {
    if (error instanceof Complaint) stderr.write(printed(error));
    return end(1);
  }
  let told = 0;
  const untell = machine.onEvent((line) => {
    told++;
    stdout.write(`${line}\n`);
  });
  const goes = onRestart(machine, () => {
    stdout.write(`events received: ${told}\n`);
    stderr.write(`${endOfFile}error: internal error: client socket is closed\n`);
    end(1);
  });
  signal.addEventListener('abort', () => {
    untell();
    goes();
  });
}

/** Tells each time that libvirtd has gone. */
function onRestart(machine: Machine, tell: () => void): () => void {
  machine.onLibvirtdGone.add(tell);
  return () => machine.onLibvirtdGone.delete(tell);
}

async function once(machine: Machine, faults: Faults, call: OpenCall, { stdin, stdout, stderr, end, signal }: Session) {
  try {
    const answer = await perform(machine, faults, { ...call, stdin, signal });
    stdout.write(answer.stdout);
    stderr.write(answer.stderr);
    end(answer.exitCode);
  } catch {
    end(null);
  }
}
