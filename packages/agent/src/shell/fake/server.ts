import { createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { HostShell, ShellProcess, Stdin } from '../types.ts';
import type { FakeHost } from './host.ts';
import { fakeShell } from './shell.ts';
import { type Control, type FromHost, onLines, type PlainError, send, type ToHost, unpack } from './wire.ts';

/** Lets other processes connect to these hosts; the hosts outlive them. `changed` is called after what may have changed one. */
export function serveFakeHosts(hosts: ReadonlyMap<string, FakeHost>, changed: () => void = () => {}): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    const tell = (message: FromHost) => send(socket, message);
    let connection: ReturnType<typeof serveConnection> | null = null;
    let unknown = 'Say first which host is meant';
    onLines<ToHost>(socket, (message) => {
      const host = 'host' in message ? hosts.get(message.host) : undefined;
      if (message.op === 'connect') {
        if (host) connection = serveConnection(host, message.hostKeys, socket, changed);
        else {
          unknown = `No simulated host has the name ${message.host}`;
          tell({ state: { state: 'down', code: 'host_unreachable', reason: unknown } });
        }
      } else if (message.op === 'control') {
        const { id } = message;
        controlled(host, message.control).then(
          (stdout) => {
            changed();
            tell({ id, done: { exitCode: 0, stdout, stderr: '', durationMs: 0 } });
          },
          (error: unknown) => tell({ id, failed: plain(error) }),
        );
      } else if (connection) connection(message);
      else tell({ id: message.id, failed: { code: 'host_unreachable', message: unknown } });
    });
  });
}

type Call = Exclude<ToHost, { op: 'connect' | 'control' }>;

function serveConnection(host: FakeHost, hostKeys: readonly string[], socket: Socket, changed: () => void) {
  const shell: HostShell = fakeShell(host, { hostKeys });
  const tell = (message: FromHost) => send(socket, message);
  const inputs = new Map<number, PassThrough>();
  const cancels = new Map<number, AbortController>();
  const processes = new Map<number, ShellProcess>();
  shell.onConnection((state) => tell({ state }));
  socket.on('close', () => {
    for (const input of inputs.values()) input.destroy();
    for (const process of processes.values()) process.kill();
    // As sshd: what runs goes on, and its input has ended.
    void shell.close();
  });

  async function run({ id, argv, options, stdin }: Extract<Call, { op: 'run' }>) {
    const cancel = new AbortController();
    cancels.set(id, cancel);
    try {
      const done = await shell.run(argv, { ...options, stdin: inputOf(id, stdin), signal: cancel.signal });
      changed();
      tell({ id, done });
    } catch (error) {
      changed();
      tell({ id, failed: plain(error) });
    } finally {
      inputs.delete(id);
      cancels.delete(id);
    }
  }

  function inputOf(id: number, stdin: Extract<Call, { op: 'run' }>['stdin']): Stdin | undefined {
    if (stdin === 'none') return undefined;
    if (stdin !== 'stream') return { bytes: unpack(stdin.packed) };
    const input = new PassThrough();
    inputs.set(id, input);
    return { stream: () => input, sizeBytes: 0, sha256: '' };
  }

  async function open({ id, argv, options }: Extract<Call, { op: 'open' }>) {
    try {
      const process = await shell.open(argv, options);
      processes.set(id, process);
      tell({ id, opened: true });
      for (const stream of ['stdout', 'stderr'] as const)
        process[stream].on('data', (chunk: Buffer) => tell({ id, stream, base64: chunk.toString('base64') }));
      const exited = await process.exited;
      tell({ id, exited });
    } catch (error) {
      tell({ id, failed: plain(error) });
    } finally {
      processes.delete(id);
    }
  }

  return (message: Call) => {
    const { id } = message;
    const input = inputs.get(id) ?? processes.get(id)?.stdin;
    if (message.op === 'run') void run(message);
    else if (message.op === 'open') void open(message);
    else if (message.op === 'stdin') input?.write(Buffer.from(message.base64, 'base64'));
    else if (message.op === 'stdin end') input?.end();
    else {
      processes.get(id)?.kill();
      if (message.why === 'cancelled') cancels.get(id)?.abort();
      else inputs.get(id)?.destroy(new Error('its source broke'));
    }
  };
}

const plain = (error: unknown): PlainError =>
  error instanceof VirtfleetError
    ? { code: error.code, message: error.message, detail: error.detail, data: error.data }
    : { code: 'internal', message: String(error) };

/** Answers what virsh printed, where it was asked. */
async function controlled(host: FakeHost | undefined, control: Control): Promise<string> {
  if (!host) throw fail('not_found', 'No simulated host has that name');
  const { faults, machine } = host;
  switch (control.do) {
    case 'freeze':
      host.freeze(control.noticeMs);
      return '';
    case 'libvirtd':
      host.libvirtd[control.how]();
      return '';
    case 'guest':
      host.guest[control.what](control.domainName);
      return '';
    case 'fail':
      faults.failOn(control.on, control);
      return '';
    case 'delay':
      faults.delay(control.on, control.ms, control);
      return '';
    case 'hang':
      faults.hang(control.on, control);
      return '';
    case 'lose answer':
      faults.loseAnswer(control.on, control);
      return '';
    case 'clear':
      faults.clear();
      return '';
    case 'save':
      return JSON.stringify(host.save());
    case 'resize':
      machine.cpus = control.cpus ?? machine.cpus;
      machine.memoryMib = control.memoryMib ?? machine.memoryMib;
      machine.pool.capacityBytes = control.poolCapacityBytes ?? machine.pool.capacityBytes;
      return '';
    case 'virsh': {
      const { exitCode, stdout, stderr } = await host.virsh(control.words, control.stdin);
      if (exitCode !== 0) throw fail('command_failed', stderr.trim());
      return stdout;
    }
    default:
      await host[control.do]();
      return '';
  }
}
