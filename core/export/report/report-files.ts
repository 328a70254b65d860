import { closeSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileBeside, withoutExtension } from '../../ground/export-names.ts';
import { foldName } from '../../ground/file-name.ts';
import { statsAt } from '../../ground/own-files.ts';
import { openSync } from '../../ground/patient-files.ts';
import { KIND, type WrittenReport } from './report.ts';
import { headingOf } from './report-text.ts';

/** The names of the two files of a report. */
export interface ReportNames {
  readonly text: string;
  readonly json: string;
}

/** Which export a report is about. */
type About = Pick<WrittenReport, 'base' | 'format'>;

const BEHIND = '-export-report';
const NUMBERED = /^-\d+\.(?:txt|json)$/;
/** A report of a form with thousands of columns stays far below this. */
const LARGEST = 20_000_000;

/** Returns the names of the report beside files that begin so. Takes a number for when the first names are taken. */
function reportNames(base: string, number = 1): ReportNames {
  const behind = number === 1 ? '' : `-${number}`;
  return {
    text: fileBeside(base, BEHIND, behind, '.txt'),
    json: fileBeside(base, BEHIND, behind, '.json'),
  };
}

/** True for a file that the report of an export may have, whose files begin so. */
export function isReportOf(base: string, file: string): boolean {
  const { text, json } = reportNames(base);
  return file === text || file === json || NUMBERED.test(behindOf(file, withoutExtension(text)));
}

/**
 * Returns names that no file of the export has, and where nothing is but an earlier report about the same
 * export: files of the same format that begin so. A file of anybody else is never replaced. Takes the folder and
 * the export's files.
 */
export function freeReportNames(folder: string, about: About, files: readonly string[]): ReportNames {
  const taken = new Set(files.map(foldName));
  for (let number = 1; ; number += 1) {
    const names = reportNames(about.base, number);
    const { text, json } = names;
    if (taken.has(foldName(text)) || taken.has(foldName(json))) continue;
    if (isTextFree(join(folder, text), about) && isJsonFree(join(folder, json), about)) return names;
  }
}

function behindOf(file: string, start: string): string {
  return file.startsWith(start) ? file.slice(start.length) : '';
}

function isTextFree(path: string, about: About): boolean {
  const stats = statsAt(path);
  if (stats === undefined) return true;
  return stats.isFile() && firstLine(path) === headingOf(about);
}

function isJsonFree(path: string, { base, format }: About): boolean {
  const stats = statsAt(path);
  if (stats === undefined) return true;
  if (!stats.isFile() || stats.size > LARGEST) return false;
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof found === 'object' &&
      found !== null &&
      'kind' in found &&
      'base' in found &&
      'format' in found
      ? found.kind === KIND && found.base === base && found.format === format
      : false;
  } catch {
    return false;
  }
}

function firstLine(path: string): string {
  const bytes = Buffer.alloc(2000);
  const handle = openSync(path, 'r');
  try {
    const length = readSync(handle, bytes, 0, bytes.length, 0);
    return bytes.toString('utf8', 0, length).split('\n')[0] ?? '';
  } finally {
    closeSync(handle);
  }
}
