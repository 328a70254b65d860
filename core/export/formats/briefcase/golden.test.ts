// Covers core/export/formats/briefcase/.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeExport } from '../../export.ts';
import { goldenDifferences } from '../../testing/briefcase-differences.ts';
import { corpusReader, goldens } from '../../testing/corpus.ts';
import { compareWithGolden, GOLDEN_OPTIONS, sha256 } from '../../testing/golden.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

/** A stand-in holds the SHA-256 of the real file as text. An audit log is the real file. */
const standIn = (name: string, bytes: Buffer): string =>
  name.startsWith('audit-') ? sha256(name, bytes) : bytes.toString();

test('there are golden files, and all of their options are known', () => {
  expect(goldens().length).toBeGreaterThan(100);
  expect(new Set(goldens().map((golden) => golden.options))).toEqual(new Set(Object.keys(GOLDEN_OPTIONS)));
});

describe.each(goldens())('$name', (golden) => {
  test('equals what Briefcase wrote, except in the listed cells', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    await writeExport(corpusReader(golden.caseName, folder), {
      format: 'briefcase',
      folder: out,
      fileName: 'export.csv',
      version: golden.version,
      ...GOLDEN_OPTIONS[golden.options],
    });
    expect(compareWithGolden(golden, out, standIn)).toEqual(
      goldenDifferences(golden.caseName, golden.options),
    );
  });
});
