// Covers core/export/export.ts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { descriptionOf } from './formats/descriptions.ts';
import { someFormats } from './testing/some-formats.ts';
import { temporaryFolder } from './testing/temporary.ts';

const SCRIPT = fileURLToPath(new URL('./testing/export-many.ts', import.meta.url));
const COUNT = 100_000;
const printed = z.object({ submissions: z.number(), rows: z.number(), kilobytes: z.number() });

/** The rows are several times larger than the heap of the process, so they cannot all be in memory. */
test.each(someFormats())('%s: memory does not grow with the number of submissions', (format) => {
  const folder = join(temporaryFolder(), 'out');
  const run = spawnSync(
    process.execPath,
    ['--max-old-space-size=32', SCRIPT, String(COUNT), format, folder],
    { encoding: 'utf8' },
  );
  expect(run.stderr).toBe('');
  const report = printed.parse(JSON.parse(run.stdout));
  const tables = descriptionOf(format).hasRepeatsInside === true ? 1 : 2;
  expect(report).toMatchObject({ submissions: COUNT, rows: tables * COUNT });
  expect(report.kilobytes).toBeLessThan(300 * 1024);
});
