import { type Demand, type HostOffer, limits } from './host.ts';

/** Rates a host that fits: points to add, never negative, and why in words for a person. */
export type Score = { name: string; rate(host: HostOffer, demand: Demand): { points: number; reason: string } };

const memoryFree: Score = {
  name: 'memory free',
  rate: (host, { memoryMib }) => {
    const share = (limits(host).memoryMib - host.reserved.memoryMib - memoryMib) / Math.max(1, host.memoryMib ?? 0);
    const percent = Math.max(0, Math.min(100, share * 100));
    return { points: percent, reason: `${Math.floor(percent)} % of its memory stays free` };
  },
};

/** Worth a third of an empty host: copying an image takes seconds, a crowded host is for long. */
const imageIsThere: Score = {
  name: 'image is there',
  rate: ({ hasImage }) =>
    hasImage ? { points: 30, reason: 'the image is there' } : { points: 0, reason: 'the image must be copied first' },
};

export const scores: readonly Score[] = [memoryFree, imageIsThere];
