import { readdirSync, readlinkSync } from 'node:fs';

/** How many handles of this file the process has open. Only where the system has `/proc`. */
export function openHandles(path: string): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).replace(/ \(deleted\)$/, '') === path;
    } catch {
      // The handle that read the folder.
      return false;
    }
  }).length;
}
