import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@virtfleet/telemetry/log';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eventIn, watchEvents } from './events.ts';
import { createSshShell } from './shell/ssh/shell.ts';
import { newKey, startTestServer } from './shell/ssh/test-server.ts';
import type { HostEvent } from './types.ts';

const at = new Date('2026-11-24T20:00:00.123Z');
const stamped = '2026-11-24 20:00:00.123+0000:';

test('lifecycle is told as event and detail, the rest as virsh prints it', () => {
  expect(eventIn(`${stamped} event 'lifecycle' for domain 'vf-1': Stopped Shutdown`)).toEqual({
    ...{ kind: 'lifecycle', domainName: 'vf-1', event: 'Stopped', detail: 'Shutdown', at },
  });
  expect(eventIn(`${stamped} event 'reboot' for domain 'vf-1'`)).toEqual({
    kind: 'other',
    domainName: 'vf-1',
    event: 'reboot',
    detail: '',
    at,
  });
  expect(eventIn('error: something else')).toBe(null);
});

test('a stream that ends, or loses its connection, begins again and says so', async () => {
  process.env.VIRTFLEET_LOG_LEVEL = 'silent';
  const path = mkdtempSync(join(tmpdir(), 'virtfleet-events-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  // Its first run ends by itself, as when libvirtd restarts; the others stay.
  const virsh = `#!/bin/sh
echo "${stamped} event 'lifecycle' for domain 'vf-1': Started Booted"
[ -e "${path}/ran" ] && exec sleep 60
touch "${path}/ran"
exit 1
`;
  writeFileSync(join(path, 'virsh'), virsh, { mode: 0o755 });
  const server = await startTestServer({ path });
  onTestFinished(() => server.close());
  const { port, hostKey } = server;
  const target = {
    name: 'h1',
    address: '127.0.0.1',
    port,
    user: 'virtfleet',
    hostKeys: [hostKey.public],
    privateKey: newKey().private,
  };
  const shell = createSshShell(target, createLog('test'), {
    connectTimeoutMs: 3_000,
    keepaliveMs: 500,
    firstPauseMs: 10,
    longestPauseMs: 100,
  });
  onTestFinished(() => shell.close());
  const stream = watchEvents(shell, createLog('test'), { firstPauseMs: 10, longestPauseMs: 50, settleMs: 100 });
  onTestFinished(() => stream.close());
  stream.on(() => {
    throw new Error('one that breaks keeps no other from hearing');
  });
  const seen: HostEvent[] = [];
  stream.on((event) => seen.push(event));
  const count = (kind: HostEvent['kind']) => seen.filter((event) => event.kind === kind).length;
  await vi.waitFor(() => expect([count('lifecycle'), count('resumed')]).toEqual([2, 1]), 20_000);
  server.cut();
  await vi.waitFor(() => expect([count('lifecycle'), count('resumed')]).toEqual([3, 2]), 20_000);
});
