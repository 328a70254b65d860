import { execFileSync } from 'node:child_process';
import type { ElectronApplication } from 'playwright/test';

/**
 * The process of the app's engine, so that a spec can end it as a crash would; null while there is none. Looks among the
 * children of the app's own process only. Needs `ps`: Linux and macOS.
 */
export function enginePid(app: ElectronApplication): number | null {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const processes = lines.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? '' }];
  });
  const family = new Set([app.process().pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  // The host forks the engine's file; Electron names the service that utility processes run in.
  const isEngine = (args: string): boolean => /out\/main\/engine\.js|node\.mojom\.NodeService/.test(args);
  return processes.find(({ pid, args }) => family.has(pid) && isEngine(args))?.pid ?? null;
}
