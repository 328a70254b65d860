import { readdirSync } from 'node:fs';

const REPORT = /-export-report(?:-\d+)?\.(?:txt|json)$/;

/** Returns the names in a folder of exported files, without those of the report beside them. */
export function writtenIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !isReport(name));
}

export function isReport(name: string): boolean {
  return REPORT.test(name);
}
