// Covers core/backup/containers/zip-aes-write.ts, core/backup/containers/zip-aes-read.ts,
// core/backup/containers/tar-write.ts, core/backup/containers/tar-read.ts, core/backup/containers/copy-to-file.ts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { isHere, onlyWhere } from '../../../fixtures/only-where.ts';
import { outputOf } from '../../../fixtures/other-programs.ts';
import { temporaryFolder } from '../../export/testing/temporary.ts';

const SCRIPT = fileURLToPath(new URL('./testing/pack.ts', import.meta.url));
/** As long as a backup code. */
const CODE = 'TEST-0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0123-4567-89AB-CDEF-GHJK';
/** `npm run test:long` takes a file of more than 4 GiB, which needs the fields of 64 bits. */
const SIZE = Number(process.env.BACKUP_BYTES ?? 200 * 1024 * 1024);
const MINUTES = 60_000 * (SIZE > 2 ** 31 ? 60 : 15);
const printed = z.object({ bytes: z.number(), seconds: z.number(), kilobytes: z.number() });

function run(...args: readonly string[]) {
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=24', SCRIPT, ...args], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const result = printed.parse(JSON.parse(stdout));
  const rate = (result.bytes / 1e6 / result.seconds).toFixed(0);
  if (SIZE > 2 ** 31)
    process.stdout.write(`${args[0]}: ${rate} MB/s, ${(result.kilobytes / 1024).toFixed(0)} MB\n`);
  return result;
}

test('one large file is written and read in constant memory', { timeout: MINUTES }, () => {
  const folder = temporaryFolder();
  const path = join(folder, '000001.zip');
  const written = run('write', path, folder, CODE, String(SIZE));
  expect(written.bytes).toBe(statSync(path).size);
  expect(written.kilobytes).toBeLessThan(200 * 1024);
  const read = run('read', path, folder, CODE);
  expect(read.bytes).toBe(SIZE);
  expect(read.kilobytes).toBeLessThan(200 * 1024);
  if (!isHere('7z')) return;
  expect(outputOf('7z', ['t', `-p${CODE}`, path])).toContain('Everything is Ok');
  if (!isHere('gnu-tar')) return;
  const listed = outputOf('sh', ['-c', '7z x -so "-p$1" "$2" | tar -tv', 'sh', CODE, path]);
  expect(listed).toContain(` ${SIZE} `);
});

onlyWhere('small-disk')('a disk that is full is said to be full, and the file is removed', () => {
  const folder = join(temporaryFolder(), 'stick');
  mkdirSync(folder);
  const script =
    'mount -t tmpfs -o size=8m none "$1" && "$2" "$3" write "$1/a.zip" "$1" code 20000000 && ls -A "$1"';
  const output = outputOf('unshare', [
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    folder,
    process.execPath,
    SCRIPT,
  ]);
  expect(output).toBe('{"code":"backup.disk_full"}');
  expect(readdirSync(folder)).toEqual([]);
});
