import { existsSync, readFileSync } from 'node:fs';

/**
 * Returns this process's peak memory in megabytes. Linux counts from the start of the program; elsewhere the
 * parent's memory may be included.
 */
export function peakMegabytes(): number {
  const own = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(own)?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1024;
}
