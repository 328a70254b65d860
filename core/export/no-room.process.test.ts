// Covers core/ground/io-problem.ts.

import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { fileFormatIds } from './formats/descriptions.ts';
import { temporaryFolder } from './testing/temporary.ts';

const SCRIPT = fileURLToPath(new URL('./testing/export-refused.ts', import.meta.url));

/** The disk exists only for these commands: it becomes full, and then read-only. */
const COMMANDS = `
set -eu
mount -t tmpfs -o size=4m none "$1"
"$2" "$3" full "$1"
"$2" "$3" make "$1"
mount -o remount,ro "$1"
"$2" "$3" read-only "$1"
`;

onlyWhere('small-disk')(
  'a disk that gets full or is read-only: a problem, and every file stays as it was',
  () => {
    const disk = temporaryFolder();
    const output = outputOf('unshare', [
      ...['--map-root-user', '--mount', 'sh', '-c', COMMANDS, 'sh'],
      ...[disk, process.execPath, SCRIPT],
    ]);
    expect(output.trim().split('\n')).toEqual([
      ...fileFormatIds.map((format) => `${format}: store.disk_full, unchanged`),
      ...fileFormatIds.map((format) => `${format}: export.folder_unusable readOnly, unchanged`),
    ]);
  },
);
