// Covers core/backup/folder/space.ts.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { onlyWhere } from '../fixtures/only-where.ts';
import { outputOf } from '../fixtures/other-programs.ts';
import { writeBriefcaseStorage } from '../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { command } from './testing/attache.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-full-disk-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const key = fileURLToPath(new URL('../fixtures/sample-project/keys/TEST-key-2023.pem', import.meta.url));

/** The submissions of the first backup, and all of them. */
function storageOf(submissions: number): string {
  const folder = join(root, `storage-${submissions}`);
  mkdirSync(folder);
  return writeBriefcaseStorage(sampleProject(submissions), folder);
}

/**
 * The disk of the backup exists only for this script. It may hold few files, so that it gets full in the
 * middle of a run though it has bytes free; later it has no bytes free.
 */
const SCRIPT = `
set -u
attache() { "$NODE" "$ATTACHE" "$@" --workspace "$ROOT/workspace" --json 2>/dev/null; }
take() { attache import "$1" --key "$KEY" >"$ROOT/taken.json"; }
backUp() { attache backup --to "$DISK/backup" --code-out "$ROOT/code" >"$ROOT/$1.json"; echo "$1 $?"; }
again() { attache backup --to "$DISK/backup" >"$ROOT/$1.json"; echo "$1 $?"; }
mkdir "$DISK" && mount -t tmpfs -o size=80m,nr_inodes=500 none "$DISK"
take "$SOME"
backUp first
(cd "$DISK/backup" && sha256sum volumes/* snapshots/* >"$ROOT/first.sums")
take "$ALL"
i=0; while { : >"$DISK/filler-$i"; } 2>/dev/null; do i=$((i + 1)); done
rm "$DISK/filler-0"
again full
(cd "$DISK/backup" && sha256sum --quiet -c "$ROOT/first.sums"); echo "unchanged $?"
CODE=$(tail -n 1 "$ROOT/code") "$NODE" "$ATTACHE" restore "$DISK/backup" --to "$ROOT/restored" --code-env CODE --json >"$ROOT/restored.json" 2>/dev/null
echo "restore $?"
rm -f "$DISK"/filler-*
head -c 70000000 /dev/zero >"$DISK/filler"
again small
rm "$DISK/filler"
again last
CODE=$(tail -n 1 "$ROOT/code") "$NODE" "$ATTACHE" backup verify "$DISK/backup" --code-env CODE --json >"$ROOT/verified.json" 2>/dev/null
echo "verify $?"
`;

const jsonOf = (name: string): object => JSON.parse(readFileSync(join(root, `${name}.json`), 'utf8'));

onlyWhere('small-disk')('a disk that gets full loses nothing, and the next run goes on', () => {
  const environment = {
    NODE: process.execPath,
    ATTACHE: command()[1],
    KEY: key,
    ROOT: root,
    DISK: join(root, 'stick'),
    SOME: storageOf(20),
    ALL: storageOf(60),
  };
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const script = ['unshare', '--map-root-user', '--mount', 'bash', '-c', SCRIPT];
  const printed = outputOf('env', [...settings, ...script])
    .trim()
    .split('\n');
  expect(printed).toEqual([
    'first 0',
    expect.stringMatching(/^full [1-9]/),
    'unchanged 0',
    'restore 0',
    expect.stringMatching(/^small [1-9]/),
    'last 0',
    'verify 0',
  ]);
  expect(jsonOf('full')).toMatchObject({ error: { code: 'backup.disk_full' } });
  expect(jsonOf('small')).toMatchObject({ error: { code: 'backup.no_space' } });
  expect(jsonOf('last')).toMatchObject({ snapshots: 2, findings: [] });
});
