import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { attache } from './attache.ts';

const REPORTS = fileURLToPath(new URL('../../fixtures/field-reports/', import.meta.url));

/** A field report from its folder, imported into a new workspace with the key of the reports. */
export interface ImportedReport {
  readonly workspace: string;
  readonly importCode: number | null;
  readonly importErr: string;
}

/** Returns the folder of the case with that name. */
export function reportFolder(name: string): string {
  return join(REPORTS, name);
}

/** Imports the case with that name, for example `08-audit`. */
export async function importReport(name: string): Promise<ImportedReport> {
  const workspace = join(temporaryFolder(), 'workspace');
  const key = join(REPORTS, 'TEST-key.pem');
  const { code, err } = await attache(['--workspace', workspace, 'import', reportFolder(name), '--key', key]);
  return { workspace, importCode: code, importErr: err };
}

/**
 * Exports a form of an imported case. Takes more options. Returns the folder, the exit code and what the
 * command printed.
 */
export async function exportReport(
  workspace: string,
  form: string,
  profile: 'tidy' | 'briefcase',
  options: readonly string[] = [],
  folder: string = temporaryFolder(),
): Promise<{
  readonly folder: string;
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}> {
  const args = ['--workspace', workspace, 'export', '--form', form, '--out', folder, '--profile', profile];
  const { code, out, err } = await attache([...args, ...options]);
  return { folder, code, out: out.toString(), err };
}
