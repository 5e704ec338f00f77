import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, processId } from '../processes.ts';
import { until } from '../run.ts';
import { endLeftovers, type Supervised, supervise } from './supervise.ts';

let dir: string;
let running: Supervised | undefined;
const said: string[] = [];
const say = (text: string) => said.push(text);
const never = new AbortController().signal;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'virtfleet-supervise-'));
  said.length = 0;
});
afterEach(async () => {
  await running?.stop(0, never);
  running = undefined;
  rmSync(dir, { recursive: true });
});

const logFile = () => join(dir, 'log', 'it.log');
function start(script: string): number[] {
  const pids: number[] = [];
  const program = { name: 'it', argv: ['sh', '-c', script], env: process.env, logFile: logFile() };
  running = supervise(program, (pid) => pids.push(pid), say);
  return pids;
}
const log = () => readFileSync(logFile(), 'utf8');

test('a program that ends by itself comes back, and it is said', async () => {
  const pids = start('echo here; exit 3');
  await until('a second start', 5_000, async () => pids.length === 2 && log() === 'here\nhere\n');
  expect(said[0]).toMatch(/^it ended \(exit code 3\), see .*it\.log; again in 0\.5 s$/);
  await until('a longer wait', 5_000, async () => said.some((text) => text.endsWith('again in 1 s')));
});

test('a program that is not there is said, too', async () => {
  const program = { name: 'it', argv: [join(dir, 'none')], env: {}, logFile: logFile() };
  running = supervise(program, () => {}, say);
  await until('word of it', 5_000, async () => said.some((text) => text.includes('ENOENT')));
});

test('stop ends the whole group, and nothing comes back', async () => {
  const pids = start('sleep 60 & echo $!; wait');
  const child = await until('its child', 5_000, async () => Number(log()) || null);
  const all = [...pids, child].map(processId);
  await running?.stop(5_000, never);
  await until('the end of both', 5_000, async () => !all.some(isAlive));
  expect(said).toEqual([]);
});

test.each([
  ['after the grace', 100, never],
  ['at once, in a hurry', 60_000, AbortSignal.abort()],
])('who does not listen is killed %s', async (_, graceMs, hurry) => {
  start('trap "" TERM; echo deaf; while :; do sleep 1; done');
  await until('the trap', 5_000, async () => log() === 'deaf\n');
  const from = Date.now();
  await running?.stop(graceMs, hurry);
  expect(Date.now() - from).toBeLessThan(5_000);
});

test('what a killed run left is ended; another process with its number is not', async () => {
  const [pid = 0] = start('exec sleep 60');
  const id = processId(pid);
  await endLeftovers({ it: { ...id, startTicks: '1' } }, say);
  expect(isAlive(id)).toBe(true);
  await endLeftovers({ it: id }, say);
  expect(isAlive(id)).toBe(false);
});
