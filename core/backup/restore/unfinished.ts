import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rmSync } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import { writeDurably } from '../../ground/write-durably.ts';
import { DATABASE, isOfSystems, type Part, partOf } from '../../model/workspace-parts.ts';
import { hasRestoreBegun, UNFINISHED } from '../../store/unfinished-restore.ts';

/** What a restore writes into its folder, and what whoever tried to open it has left. */
const OURS: ReadonlySet<Part | null> = new Set([
  'restore',
  'content',
  'incoming',
  'key',
  'backups',
  'lock',
] as const);

/** Whether a restore into this folder was interrupted. */
function isUnfinished(folder: string): boolean {
  return hasRestoreBegun(folder) && !existsSync(join(folder, DATABASE));
}

/** Throws `backup.target_taken` when the folder is there and not empty, unless a restore into it was interrupted. */
export function requireFree(folder: string): void {
  const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => !isOfSystems(name));
  const isOurs = isUnfinished(folder) && names.every((name) => OURS.has(partOf(name)));
  if (names.length > 0 && !isOurs) throw new Problem('backup.target_taken', { folder });
}

/** Says in the folder that a restore has begun there, and removes what an earlier one has left. */
export function beginIn(folder: string): void {
  writeDurably(
    join(folder, UNFINISHED),
    `${JSON.stringify({ note: 'A backup is being restored into this folder. It is not a whole workspace yet.' })}\n`,
  );
  for (const name of readdirSync(folder)) {
    if (name !== UNFINISHED) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Says that the restore is complete. */
export function endIn(folder: string): void {
  rmSync(join(folder, UNFINISHED), { force: true });
}
