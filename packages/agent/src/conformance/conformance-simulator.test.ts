import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@virtfleet/contracts/ids';
import { afterAll, beforeAll } from 'vitest';
import { createSimulatedShell } from '../shell/fake/client.ts';
import { createFakeHost } from '../shell/fake/host.ts';
import { serveFakeHosts } from '../shell/fake/server.ts';
import { tinyImage } from './fake-image.ts';
import { conforms } from './suite.ts';

// The same hosts behind a socket, as a simulator offers them.
const fakeHost = createFakeHost({ guest: { bootMs: 600 } });
const { name, hostKey, machine } = fakeHost;
const dir = mkdtempSync(join(tmpdir(), 'virtfleet-simulator-'));
const socketPath = join(dir, 'socket');
const server = serveFakeHosts(new Map([[name, fakeHost]]));

beforeAll(() => new Promise<void>((resolve) => server.listen(socketPath, resolve)));
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

const connect = ({ hostKeys }: { hostKeys: readonly string[] }) => createSimulatedShell({ socketPath, name, hostKeys });
conforms({
  host: {
    ...{ id: newId(), name, address: 'simulated', port: 22, user: 'virtfleet', hostKeys: [hostKey] },
    pool: machine.pool.name,
  },
  connect,
  async newHome() {
    machine.home.stamp = '';
    const shell = connect({ hostKeys: [hostKey] });
    return {
      shell,
      async write(stamp) {
        machine.home.stamp = stamp;
      },
      async end() {
        machine.home.stamp = '';
        await shell.close();
      },
    };
  },
  ...{ network: 'lab', address: '10.77.0.99', gateway: '10.77.0.1' },
  virtTypes: ['kvm', 'qemu'],
  image: tinyImage,
});
