import { formatBytes } from '@virtfleet/ui/format';

/** "3.4 MiB/s". */
export const formatRate = (bytesPerSecond: number): string => `${formatBytes(Math.round(bytesPerSecond))}/s`;

/** "0.38", "1.5", "12": cores, as exactly as anybody can use. */
export const formatCores = (cores: number): string =>
  cores < 10 ? trimmed(cores, cores < 1 ? 2 : 1) : trimmed(cores, 0);

const trimmed = (value: number, digits: number) => String(Number(value.toFixed(digits)));
