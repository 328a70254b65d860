import { resolve } from 'node:path';
import { copyOf } from '../app/surroundings/copied-folder.ts';
import { describe, problemData } from '../core/ground/problem.ts';
import { note, printable } from './output.ts';

/** Folders that were already named in a warning: `attache watch` pulls again and again. */
const noted = new Set<string>();

/** Warns on standard error before decrypted answers are written into a folder that a service copies elsewhere. */
export function warnOfCopiedExport(folder: string): void {
  const copy = copyOf(folder);
  if (copy?.kind === 'cloud') warn(folder, problemData('export.folder_copied', { folder, service: copy.by }));
}

/** Warns on standard error before a private key is written into a folder that a service copies elsewhere. */
export function warnOfCopiedKey(folder: string): void {
  const copy = copyOf(folder);
  if (copy?.kind === 'cloud') warn(folder, problemData('key.folder_copied', { folder, service: copy.by }));
}

/**
 * Warns on standard error when a service copies the workspace elsewhere, or when it is on a network share.
 */
export function warnOfCopiedWorkspace(given: string): void {
  const folder = resolve(given);
  const copy = copyOf(folder);
  if (copy === null) return;
  warn(
    folder,
    copy.kind === 'cloud'
      ? problemData('store.folder_copied', { folder, service: copy.by })
      : problemData('store.folder_on_network', { folder, kind: copy.by }),
  );
}

function warn(folder: string, problem: Parameters<typeof describe>[0]): void {
  if (noted.has(folder)) return;
  noted.add(folder);
  const { message, action } = describe(problem);
  note(printable(`Warning: ${message} ${action}`));
}
