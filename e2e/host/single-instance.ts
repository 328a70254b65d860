import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One app for each user-data folder. A second app writes its arguments beside, wakes the first, and gets false. It
 * gets it at once, as in Electron.
 */
export function takeLock(userData: string, onSecond: (argv: readonly string[]) => void): boolean {
  const lock = join(userData, 'host.lock');
  const note = join(userData, 'host.second');
  mkdirSync(userData, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      process.on('SIGUSR2', () => onSecond(JSON.parse(readFileSync(note, 'utf8')) as string[]));
      process.on('exit', () => {
        rmSync(lock, { force: true });
        rmSync(note, { force: true });
      });
      return true;
    } catch {
      const pid = Number(readFileSync(lock, 'utf8'));
      try {
        process.kill(pid, 0);
      } catch {
        // The app that held the lock was killed.
        rmSync(lock, { force: true });
        continue;
      }
      writeFileSync(note, JSON.stringify(process.argv.slice(2)));
      process.kill(pid, 'SIGUSR2');
      return false;
    }
  }
}
