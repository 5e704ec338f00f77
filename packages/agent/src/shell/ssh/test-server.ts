// An SSH server in this process, for what a lab can't do quickly: going away, other keys, no channels left. Commands are real ones.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Connection, Server, utils } from 'ssh2';

export type TestKey = { private: string; public: string };
/** ssh2 now and then writes a key that it can't read itself. */
export function newKey(): TestKey {
  const key = utils.generateKeyPairSync('ed25519');
  return utils.parseKey(key.private) instanceof Error || utils.parseKey(key.public) instanceof Error ? newKey() : key;
}

export type TestServer = {
  port: number;
  hostKey: TestKey;
  /** Connections made so far. */
  connections: number;
  /** Sessions open at this moment, and the most there ever were at once on one connection. */
  sessions: number;
  mostSessions: number;
  /** Cuts every connection, without a goodbye. */
  cut(): void;
  close(): Promise<void>;
};

export type TestServerOptions = {
  hostKey?: TestKey;
  port?: number;
  maxSessions?: number;
  /** Put in front of PATH. */
  path?: string;
  /** Whose home it is; else the one that we have. */
  home?: string;
  /** As a host that has not noticed yet that a connection is gone: what runs there keeps its stdin. */
  unaware?: boolean;
};

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const hostKey = options.hostKey ?? newKey();
  const open = new Set<Connection>();
  const children = new Set<ChildProcess>();
  const state = { connections: 0, sessions: 0, mostSessions: 0 };
  const server = new Server({ hostKeys: [hostKey.private] }, (client) => {
    let own = 0;
    state.connections++;
    open.add(client);
    client.on('error', () => {});
    client.on('close', () => open.delete(client));
    client.on('authentication', (ctx) => (ctx.method === 'publickey' ? ctx.accept() : ctx.reject(['publickey'])));
    client.on('session', (accept, reject) => {
      if (own >= (options.maxSessions ?? 10)) return reject();
      own++;
      state.sessions++;
      state.mostSessions = Math.max(state.mostSessions, own);
      let child: ChildProcess | null = null;
      const session = accept();
      session.on('exec', (acceptExec, _rejectExec, { command }) => {
        const channel = acceptExec();
        // A group of its own, so that a signal reaches all of it, as sshd's does.
        const started = spawn('/bin/sh', ['-c', command], {
          detached: true,
          env: {
            ...process.env,
            PATH: `${options.path ?? ''}:${process.env.PATH}`,
            HOME: options.home ?? process.env.HOME,
          },
        });
        child = started;
        children.add(started);
        channel.on('error', () => {});
        started.stdin.on('error', () => {});
        channel.pipe(started.stdin, { end: !options.unaware });
        started.stdout.pipe(channel, { end: false });
        started.stderr.pipe(channel.stderr, { end: false });
        if (!options.unaware) channel.on('close', () => started.stdin.destroy());
        started.on('close', (code, signal) => {
          children.delete(started);
          if (code !== null) channel.exit(code);
          else channel.exit(String(signal).replace('SIG', ''), false, '');
          channel.close();
        });
      });
      session.on('signal', (_accept, _reject, { name }) => child?.pid && kill(child.pid, `SIG${name}`));
      session.on('close', () => {
        own--;
        state.sessions--;
      });
    });
    client.on('tcpip', (accept, reject, { destPort }) => {
      const socket = connect({ host: '127.0.0.1', port: destPort });
      socket.on('error', reject);
      socket.on('connect', () => {
        const channel = accept();
        channel.pipe(socket).pipe(channel);
      });
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const client of open) Reflect.get(client, '_sock').destroy();
  };
  const address = server.address();
  return Object.assign(state, {
    port: typeof address === 'object' && address ? address.port : 0,
    hostKey,
    cut,
    async close() {
      cut();
      for (const { pid } of children) if (pid) kill(pid, 'SIGKILL');
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function kill(group: number, signal: string) {
  try {
    process.kill(-group, signal as NodeJS.Signals);
  } catch {
    // It has ended already.
  }
}
