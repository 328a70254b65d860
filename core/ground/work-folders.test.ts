// Covers core/ground/running.ts.

import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { endedPid } from '../../fixtures/ended-process.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { holdFiles } from '../testing/held-files.ts';
import { makeWorkFolder, makeWorkFolderOutside, removeWorkFolder, sweepWorkFolders } from './work-folders.ts';

function filled(path: string): string {
  mkdirSync(join(path, 'instances'), { recursive: true });
  writeFileSync(join(path, 'instances', 'answers.xml'), 'an answer');
  return path;
}

test('a folder that is held when its work is done stays until the next sweep, and nothing fails', () => {
  const incoming = temporaryFolder();
  const folder = filled(makeWorkFolder(incoming, 'zip'));
  const holder = holdFiles((name) => name === basename(folder), { code: 'ENOTEMPTY' });
  expect(removeWorkFolder(folder)).toBe(false);
  sweepWorkFolders(incoming);
  expect(existsSync(folder)).toBe(true);
  holder.release();
  sweepWorkFolders(incoming);
  expect(readdirSync(incoming)).toEqual([]);
});

test('opening a workspace removes the folders of ended processes, and none of running ones', () => {
  const path = join(temporaryFolder(), 'workspace');
  testWorkspace(path).close();
  const incoming = join(path, 'incoming');
  for (const name of [`zip-${endedPid}-abcdef`, `instances-${endedPid}-ABC123`]) filled(join(incoming, name));
  const old = filled(join(incoming, 'instances-abc123'));
  utimesSync(old, 1, 1);
  // Of a process of our number that ended before we began, as in a container.
  const before = filled(join(incoming, `zip-${process.pid}-abcdef`));
  utimesSync(before, 1, 1);
  const kept = [
    basename(filled(makeWorkFolder(incoming, 'zip'))),
    basename(filled(join(incoming, `zip-${process.ppid}-abcdef`))),
    basename(filled(join(incoming, 'a'.repeat(32)))),
  ];
  testWorkspace(path).close();
  expect(readdirSync(incoming).sort()).toEqual(kept.sort());
});

test('a work folder outside of the workspace is found again', () => {
  const incoming = temporaryFolder();
  const out = temporaryFolder();
  const folder = filled(makeWorkFolderOutside(out, incoming));
  const holder = holdFiles((name) => name === basename(folder));
  removeWorkFolder(folder);
  sweepWorkFolders(incoming);
  expect([readdirSync(out).length, readdirSync(incoming).length]).toEqual([1, 1]);
  holder.release();
  sweepWorkFolders(incoming);
  expect([readdirSync(out), readdirSync(incoming)]).toEqual([[], []]);
});

test('so is one whose process was killed; nothing else is ever removed for a note, and a disk is waited for', () => {
  const incoming = temporaryFolder();
  const out = temporaryFolder();
  const note = (number: number, path: string): string => {
    const name = `elsewhere-${endedPid}-${String(number).padStart(12, '0')}.json`;
    writeFileSync(join(incoming, name), JSON.stringify({ path }));
    return name;
  };
  const left = filled(join(out, `.attache-decrypted-${endedPid}-abcdef`));
  const theirs = filled(join(out, 'answers of somebody'));
  note(1, left);
  note(2, theirs);
  const waited = note(3, join(out, 'unplugged', `.attache-decrypted-${endedPid}-abcdef`));
  note(4, join(out, `.attache-decrypted-${endedPid}-gone00`));
  sweepWorkFolders(incoming);
  expect(readdirSync(out)).toEqual([basename(theirs)]);
  expect(readdirSync(incoming)).toEqual([waited]);
  expect(dirname(theirs)).toBe(out);
});
