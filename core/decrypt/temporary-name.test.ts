import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { endedPid } from '../../fixtures/ended-process.ts';
import { sweepTemporary, temporaryName } from './temporary-name.ts';

test('files of a killed process are removed; whole files and files that others write stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attache-left-'));
  const names = {
    left: `a.png.${endedPid}-2.part`,
    own: temporaryName('b.png'),
    sister: `c.png.${process.pid}-${threadId + 1}.part`,
    other: `d.png.${process.ppid}-0.part`,
    whole: '1c98c36ab908-a.part',
  };
  for (const name of Object.values(names)) writeFileSync(join(folder, name), '');
  sweepTemporary(folder);
  expect(readdirSync(folder).sort()).toEqual([names.whole, names.sister, names.other].sort());
  sweepTemporary(join(folder, 'not there'));
  rmSync(folder, { recursive: true });
});
