// The cable between this machine and one host: a veth pair, one end in the lab's bridge, the other the host's eth0.
import { run } from '../run.ts';
import { hostLinkName } from './names.ts';

/** Pulls the cable out, or puts it in again. The machine's end goes down, so the host sees its carrier go. */
export async function plugLink(id: string, index: number, plugged: boolean) {
  await run(['ip', 'link', 'set', 'dev', hostLinkName(id, index), plugged ? 'up' : 'down']);
}

export async function isPlugged(id: string, index: number): Promise<boolean> {
  const [link] = JSON.parse(await run(['ip', '-json', 'link', 'show', 'dev', hostLinkName(id, index)]));
  return link.flags.includes('UP');
}

/** Both ways: our end sends to the host, its eth0 from it. */
const ends = (id: string, index: number) => [
  ['tc', 'qdisc', 'replace', 'dev', hostLinkName(id, index)],
  ['tc', '-netns', hostLinkName(id, index), 'qdisc', 'replace', 'dev', 'eth0'],
];

/** As slow as this, both ways; null: as fast as it can. A queue of 400 ms before it drops (tc-tbf(8)). */
export async function limitLink(id: string, index: number, kbitPerSecond: number | null) {
  const discipline =
    kbitPerSecond === null
      ? ['root', 'noqueue']
      : ['root', 'tbf', 'rate', `${kbitPerSecond}kbit`, 'burst', '16kb', 'latency', '400ms'];
  for (const end of ends(id, index)) await run([...end, ...discipline]);
}

/** kbit/s, or null when nothing holds it back. */
export async function linkLimit(id: string, index: number): Promise<number | null> {
  const all: { kind: string; options?: { rate?: number } }[] = JSON.parse(
    await run(['tc', '-json', 'qdisc', 'show', 'dev', hostLinkName(id, index)]),
  );
  const bytesPerSecond = all.find(({ kind }) => kind === 'tbf')?.options?.rate;
  return bytesPerSecond === undefined ? null : Math.round((bytesPerSecond * 8) / 1000);
}
