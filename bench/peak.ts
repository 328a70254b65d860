import { existsSync, readFileSync } from 'node:fs';

/** This process's peak memory. Where the system tells it, since the program began, not with what its parent had before. */
export function peakMegabytes(): number {
  const own = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(own)?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1024;
}
