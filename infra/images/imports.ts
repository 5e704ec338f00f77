import type { Doing } from '../run.ts';
import { buildDebian12, debian12 } from './debian-12.ts';
import type { GuestImage } from './image.ts';
import type { Report } from './progress.ts';

/** An image that takes minutes to build: in the background of `npm start`, once all is up. */
export type Import = {
  name: string;
  title: string;
  loginUser: string;
  minDiskGib: number;
  minMemoryMib: number;
  /** The hash of what it is built from. */
  definition(): string;
  build(doing: Doing & { report?: Report }): Promise<GuestImage>;
};

export const imports: readonly Import[] = [{ ...debian12, build: buildDebian12 }];
