import { formatBytes } from '@virtfleet/ui/format';

/** A number that lives keeps its digits: "24.0 MiB" and not "24 MiB" between "23.9" and "24.1". */
export const formatLive = (bytes: number): string => {
  const text = formatBytes(bytes);
  return /^\d\d? [KMGTP]/.test(text) ? text.replace(' ', '.0 ') : text;
};

/** "3.4 MiB/s". */
export const formatRate = (bytesPerSecond: number): string => `${formatBytes(Math.round(bytesPerSecond))}/s`;

/** "0.38", "1.5", "12": cores, as exactly as anybody can use. */
export const formatCores = (cores: number): string =>
  cores < 10 ? trimmed(cores, cores < 1 ? 2 : 1) : trimmed(cores, 0);

const trimmed = (value: number, digits: number) => String(Number(value.toFixed(digits)));
