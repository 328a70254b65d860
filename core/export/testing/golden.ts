import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { OptionsFor } from '../options.ts';
import type { CellDifference } from './briefcase-differences.ts';
import type { Golden } from './corpus.ts';
import { rawRecords } from './csv-records.ts';

/** The export options of each golden folder. */
export const GOLDEN_OPTIONS: Readonly<Record<string, Partial<OptionsFor<'briefcase'>>>> = {
  default: {},
  'split-select-multiples': { selectMultiple: 'both' },
  'remove-group-names': { names: 'leaf' },
  'exclude-media': { excludeMedia: true },
  'split+remove': { selectMultiple: 'both', names: 'leaf' },
  'split+remove+exclude-media': { selectMultiple: 'both', names: 'leaf', excludeMedia: true },
};

/** Contents by the name in the cells. The list of a golden folder has them; for Attaché the files do. */
type Media = ReadonlyMap<string, string>;

/**
 * Compares the files in `out` with a golden folder: both must have the same files, headers, rows and media
 * contents. Returns the cells that differ. `sha256Of` gives the hash of a media file that Attaché wrote.
 */
export function compareWithGolden(
  golden: Golden,
  out: string,
  sha256Of: (name: string, bytes: Buffer) => string,
): CellDifference[] {
  const csv = (path: string) => readdirSync(path).filter((name) => name.endsWith('.csv'));
  expect(csv(out).sort()).toEqual(csv(golden.folder).sort());
  const goldenMedia = mediaOfGolden(golden);
  const media = mediaOf(join(out, 'media'), sha256Of);
  expect([...media.values()].sort()).toEqual([...goldenMedia.values()].sort());
  return csv(out).flatMap((file) =>
    differences(golden, file, read(golden.folder, file), read(out, file), goldenMedia, media),
  );
}

/** Returns the SHA-256 of the bytes, hex. */
export function sha256(_name: string, bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/**
 * Compares headers, the order of main rows, and every cell byte for byte. Rows of other files may have any
 * order.
 */
function differences(
  golden: Golden,
  file: string,
  theirs: string,
  ours: string,
  theirMedia: Media,
  ourMedia: Media,
): CellDifference[] {
  const [theirHeader = [], ...theirRows] = rawRecords(theirs);
  const [ourHeader = [], ...ourRows] = rawRecords(ours);
  expect(ourHeader, `${golden.name} ${file}`).toEqual(theirHeader);
  if (file !== 'export.csv') {
    theirRows.sort(byText);
    ourRows.sort(byText);
  }
  const key = theirHeader.indexOf('KEY');
  if (file !== 'export.csv' && key >= 0) {
    theirRows.sort((a, b) => byText([a[key] ?? ''], [b[key] ?? '']));
    ourRows.sort((a, b) => byText([a[key] ?? ''], [b[key] ?? '']));
  }
  expect(ourRows.length).toBe(theirRows.length);
  return theirRows.flatMap((theirRow, row) => {
    const ourRow = ourRows[row] ?? [];
    expect(ourRow.length).toBe(theirRow.length);
    return theirRow.flatMap((briefcase, column) => {
      const attache = ourRow[column] ?? '';
      const same = briefcase === attache || sameMedia(briefcase, attache, theirMedia, ourMedia);
      return same
        ? []
        : [{ file, key: theirRow[key] ?? '', column: theirHeader[column] ?? '', briefcase, attache }];
    });
  });
}

function byText(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [a.join(), b.join()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Briefcase numbers attachments with the same name in the order of its threads, so this compares their
 * contents.
 */
function sameMedia(briefcase: string, attache: string, theirs: Media, ours: Media): boolean {
  const content = theirs.get(briefcase);
  return content !== undefined && content === ours.get(attache);
}

function mediaOfGolden(golden: Golden): Media {
  const list = join(golden.folder, 'media.sha256');
  if (!existsSync(list)) return new Map();
  const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => [`media/${line.slice(66)}`, line.slice(0, 64)]));
}

function mediaOf(folder: string, sha256Of: (name: string, bytes: Buffer) => string): Media {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).map((name) => [`media/${name}`, sha256Of(name, readFileSync(join(folder, name)))]),
  );
}
