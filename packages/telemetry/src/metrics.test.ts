import { expect, test } from 'vitest';
import { commandWord, type FleetCounts, webMetrics, workerMetrics } from './metrics.ts';

const pool = () => ({ total: 5, idle: 2, waiting: 1 });
const lines = async (exposition: { text(): Promise<string> }) => (await exposition.text()).split('\n');

test('a web tells of calls by their end, streams, and its connections', async () => {
  let streams = 3;
  const metrics = webMetrics({ streams: () => streams, pool });
  metrics.call('vms.list', 'ok', 12);
  metrics.call('vms.list', 'not_found', 3_000);
  metrics.signIn('wrong');
  expect(metrics.contentType).toMatch(/^text\/plain/);
  const said = await lines(metrics);
  expect(said).toContain('virtfleet_api_call_duration_seconds_bucket{le="0.025",path="vms.list",code="ok"} 1');
  expect(said).toContain('virtfleet_api_call_duration_seconds_sum{path="vms.list",code="not_found"} 3');
  expect(said).toContain('virtfleet_sign_ins_total{outcome="wrong"} 1');
  expect(said).toContain('virtfleet_live_streams 3');
  expect(said).toContain('virtfleet_database_connections{state="used"} 3');
  streams = 0;
  expect(await lines(metrics)).toContain('virtfleet_live_streams 0');
  expect(said.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
});

test('a worker tells of what it does, and of the fleet as long as the database answers', async () => {
  let fleet: FleetCounts | null = {
    hosts: { up: 2, unreachable: 1 },
    operations: { pending: 4 },
    vms: { running: 7 },
    oldestPendingS: 9,
  };
  const metrics = workerMetrics({
    hosts: () => ({ leased: 3, ready: 2 }),
    running: () => 1,
    pool,
    fleet: async () => fleet ?? Promise.reject(new Error('away')),
  });
  metrics.step('vm.create', 'define domain', 'done', 400);
  metrics.operation('vm.create', 'done', 4_000);
  metrics.command(['virsh', '-c', 'qemu:///system', 'vol-create', 'virtfleet', '/dev/stdin'], 'ok', 80);
  const said = await lines(metrics);
  expect(said).toContain('virtfleet_operation_duration_seconds_count{kind="vm.create",status="done"} 1');
  expect(said).toContain('virtfleet_host_command_duration_seconds_count{command="virsh vol-create",outcome="ok"} 1');
  expect(said).toContain('virtfleet_hosts{state="unreachable"} 1');
  expect(said).toContain('virtfleet_worker_ready_hosts 2');
  expect(said).toContain('virtfleet_database_up 1');
  fleet = null;
  const later = await lines(metrics);
  expect(later).toContain('virtfleet_database_up 0');
  expect(later.filter((line) => line.startsWith('virtfleet_hosts{'))).toEqual([]);
});

test.each([
  [['virsh', 'list', '--all'], 'virsh list'],
  [['virsh', '--connect', 'qemu:///system', 'start', 'vf-1'], 'virsh start'],
  [['virsh'], 'virsh'],
  [['/usr/bin/sha256sum', '-'], 'sha256sum'],
  [[], ''],
])('%j is labelled %s', (argv, word) => {
  expect(commandWord(argv)).toBe(word);
});
