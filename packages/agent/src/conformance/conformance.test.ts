import { newId } from '@virtfleet/contracts/ids';
import { createFakeHost } from '../shell/fake/host.ts';
import { emptyHome } from '../shell/fake/machine.ts';
import { fakeShell } from '../shell/fake/shell.ts';
import { tinyImage } from './fake-image.ts';
import { conforms } from './suite.ts';

const fakeHost = createFakeHost({ guest: { bootMs: 600 } });
const { name, hostKey, machine } = fakeHost;
conforms({
  host: {
    id: newId(),
    name,
    address: 'fake',
    port: 22,
    user: 'virtfleet',
    hostKeys: [hostKey],
    pool: machine.pool.name,
  },
  connect: ({ hostKeys }) => fakeShell(fakeHost, { hostKeys }),
  async newHome() {
    const home = emptyHome();
    const shell = fakeShell(fakeHost, { home });
    return {
      shell,
      async write(stamp) {
        home.stamp = stamp;
      },
      end: () => shell.close(),
    };
  },
  ...{ network: 'lab', address: '10.77.0.99', gateway: '10.77.0.1' },
  virtTypes: ['kvm', 'qemu'],
  image: tinyImage,
});
