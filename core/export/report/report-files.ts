import { closeSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileBeside, withoutExtension } from '../../ground/export-names.ts';
import { foldName } from '../../ground/file-name.ts';
import { statsAt } from '../../ground/own-files.ts';
import { openSync } from '../../ground/patient-files.ts';
import { KIND } from './report.ts';
import { HEADING } from './report-text.ts';

/** The names of the two files of a report. */
export interface ReportNames {
  readonly text: string;
  readonly json: string;
}

const BEHIND = '-export-report';
const NUMBERED = /^-\d+\.(?:txt|json)$/;
/** A report of a form with thousands of columns stays far below this. */
const LARGEST = 20_000_000;

/** Returns the names of the report beside a main file. Takes a number for when the first names are taken. */
function reportNames(mainFile: string, number = 1): ReportNames {
  const base = withoutExtension(mainFile);
  const behind = number === 1 ? '' : `-${number}`;
  return {
    text: fileBeside(base, BEHIND, behind, '.txt'),
    json: fileBeside(base, BEHIND, behind, '.json'),
  };
}

/** True for a file that a report beside the main file may have. */
export function isReportOf(mainFile: string, file: string): boolean {
  const { text, json } = reportNames(mainFile);
  return file === text || file === json || NUMBERED.test(behindOf(file, withoutExtension(text)));
}

/**
 * Returns names that no file of the export has, and where nothing is but an earlier report about the same
 * main file. A file of anybody else is never replaced. Takes the folder, the main file and the export's files.
 */
export function freeReportNames(folder: string, mainFile: string, files: readonly string[]): ReportNames {
  const taken = new Set(files.map(foldName));
  for (let number = 1; ; number += 1) {
    const names = reportNames(mainFile, number);
    const { text, json } = names;
    if (taken.has(foldName(text)) || taken.has(foldName(json))) continue;
    if (isTextFree(join(folder, text), mainFile) && isJsonFree(join(folder, json), mainFile)) return names;
  }
}

function behindOf(file: string, start: string): string {
  return file.startsWith(start) ? file.slice(start.length) : '';
}

function isTextFree(path: string, mainFile: string): boolean {
  const stats = statsAt(path);
  if (stats === undefined) return true;
  return stats.isFile() && firstLine(path) === `${HEADING} ${mainFile}`;
}

function isJsonFree(path: string, mainFile: string): boolean {
  const stats = statsAt(path);
  if (stats === undefined) return true;
  if (!stats.isFile() || stats.size > LARGEST) return false;
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof found === 'object' && found !== null && 'kind' in found && 'main' in found
      ? found.kind === KIND && found.main === mainFile
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
