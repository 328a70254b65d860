// Covers core/ground/store-problem.ts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { PullLock } from './pull-lock.ts';

test('a process that is killed holds nothing any more', async () => {
  const path = temporaryFolder();
  const code = `
    import { PullLock } from ${JSON.stringify(new URL('./pull-lock.ts', import.meta.url).href)};
    globalThis.held = new PullLock(process.argv[1]).tryTake();
    process.stdout.write(String(globalThis.held !== null));
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code, path]);
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('true');
  const lock = new PullLock(path);
  expect(lock.tryTake()).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'close');
  const release = lock.tryTake();
  expect(release).not.toBeNull();
  release?.();
});
