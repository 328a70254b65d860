// Covers electron/packaging/.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const file = fileURLToPath(new URL('attache.cmd', import.meta.url));

test('it is a batch file: ASCII, with Windows line ends', () => {
  const text = readFileSync(file, 'latin1');
  expect(text).toMatch(/^@echo off\r\n/);
  expect(text.replaceAll('\r\n', '')).toMatch(/^[ -~]+$/);
});

const isWindows = process.platform === 'win32';
test.skipIf(!isWindows)(
  `it gives every argument on, waits, and ends with the exit code${isWindows ? '' : ' (skipped: only Windows runs batch files)'}`,
  () => {
    const scratch = mkdtempSync(join(tmpdir(), 'attache-cmd-'));
    try {
      const folder = join(scratch, 'Program Files (x86)', 'Attaché');
      mkdirSync(join(folder, 'bin'), { recursive: true });
      // Node plays the part of the app: after `--` it takes a script and its arguments.
      copyFileSync(process.execPath, join(folder, 'attache.exe'));
      const script = join(scratch, 'print.cjs');
      writeFileSync(script, 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;');
      const args = ['pull', '--form', 'two words', '--url', 'https://ona.io/x?a=1', '--help'];
      for (const place of [folder, join(folder, 'bin')]) {
        copyFileSync(file, join(place, 'attache.cmd'));
        const { status, stdout, stderr } = spawnSync(
          process.env.ComSpec ?? 'cmd.exe',
          ['/d', '/c', 'attache.cmd', script, ...args],
          { cwd: place, encoding: 'utf8' },
        );
        expect(status, stderr).toBe(7);
        expect(JSON.parse(stdout)).toEqual(args);
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  },
);
