// The types of install.mjs, which has to be plain JavaScript.
export const root: string;
export function say(text: string): void;
export function node24(): Promise<string>;
export function install(): Promise<void>;
export function handOver(
  node: string,
  script: string,
  args: readonly string[],
  env?: Record<string, string>,
): Promise<never>;
