// The texts in golden/virsh/ are what libvirt 9.0 printed on a host, of a guest that runs `tiny`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDomainCounters } from './parse-stats.ts';

const golden = (name: string) => readFileSync(join(import.meta.dirname, 'golden/virsh', name), 'utf8');
const name = 'vf-01940000-0000-7000-8000-0000000000aa';
const whole = golden('domstats-usage-nowait.txt');

test('what a domain has used, over all its devices', () => {
  const [domain, ...others] = parseDomainCounters(whole);
  expect(others).toEqual([]);
  expect(domain).toMatchObject({ name, cpuNs: expect.any(Number) });
  expect(domain?.disk).toEqual({ readBytes: 30_685_750, writeBytes: 67_256_320, reads: 1468, writes: 101 });
  expect(domain?.net).toEqual({ rxBytes: 1006, txBytes: 796 });
  expect(domain?.memory?.usedMib).toBeCloseTo(27.5, 0);
});

test('what libvirt leaves out of a domain that is busy is null, and not nothing', () => {
  expect(parseDomainCounters(golden('domstats-usage-busy.txt'))).toEqual([
    { name, cpuNs: 9_667_016_805, memory: null, disk: null, net: { rxBytes: 1006, txBytes: 796 } },
  ]);
});

test('a domain without devices has used nothing of them', () => {
  expect(parseDomainCounters("Domain: 'a'\n  cpu.time=5\n  net.count=0\n  block.count=0\n\n")).toEqual([
    {
      ...{ name: 'a', cpuNs: 5, memory: null, net: { rxBytes: 0, txBytes: 0 } },
      disk: { readBytes: 0, writeBytes: 0, reads: 0, writes: 0 },
    },
  ]);
});

test('a guest that has not told yet, or an old kernel that tells less', () => {
  const memory = (lines: string) =>
    parseDomainCounters(`Domain: 'a'\n${lines.replaceAll(' ', '\n')}\n`)[0]?.memory ?? null;
  expect(memory('balloon.current=1024 balloon.rss=900 balloon.last-update=0')).toBeNull();
  expect(memory('balloon.available=10240 balloon.unused=2048 balloon.last-update=7')).toEqual({
    usedMib: 8,
    toldAt: 7,
  });
  expect(memory('balloon.available=10240 balloon.unused=20480 balloon.last-update=7')).toMatchObject({ usedMib: 0 });
});

test('several in one answer, whatever they are called; and none', () => {
  const names = parseDomainCounters(`${whole}\n${whole.replace(name, "Ann's = one")}`).map((each) => each.name);
  expect(names).toEqual([name, "Ann's = one"]);
  expect(parseDomainCounters('\n')).toEqual([]);
  expect(() => parseDomainCounters('error: Disconnected from qemu:///system due to end of file')).toThrow();
});
