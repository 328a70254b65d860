import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rm } from '../../core/ground/patient-files.ts';
import { Problem } from '../../core/ground/problem.ts';
import { PARTS, type Part, partOf } from '../../core/model/workspace-parts.ts';
import { showsUse } from '../../core/store/lost-database.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { refuseInUse } from './open-elsewhere.ts';

type Parts = Pick<
  Workspace,
  'submissionCounts' | 'servers' | 'privateKeys' | 'sourceForms' | 'forms' | 'pulls' | 'exportPresets'
>;

/** Whether nothing was stored in a workspace yet: no submission, form, source, key, pull or preset. */
export function isUntouched(workspace: Parts): boolean {
  const { submissionCounts, servers, privateKeys, sourceForms, forms, pulls, exportPresets } = workspace;
  return (
    submissionCounts.forms() === 0 &&
    servers.all().length === 0 &&
    privateKeys.all().length === 0 &&
    sourceForms.all().length === 0 &&
    forms.faces().length === 0 &&
    pulls.ended(1).length === 0 &&
    pulls.open().length === 0 &&
    exportPresets.all().length === 0
  );
}

/** The folders of a workspace that hold answers. */
const HOLDING: readonly Part[] = ['content', 'incoming'];

/**
 * Removes a workspace that nothing was stored in (`isUntouched`) and that no engine has open. Throws
 * `store.not_a_workspace` when a folder of it has a file after all, and `workspace.in_use` and `workspace.converting` when
 * another program has it open, and may store something; then removes nothing.
 */
export async function removeUntouched(folder: string): Promise<void> {
  refuseInUse(folder);
  const names = readdirSync(folder);
  const isHeld = names.some((name) => isIn(HOLDING, name) && hasFile(join(folder, name)));
  if (isHeld) throw new Problem('store.not_a_workspace', { folder });
  // After a kill, nothing may look as if a database were lost.
  for (const name of names.filter(showsUse)) await rm(join(folder, name), { force: true });
  // The key first. What is not of a workspace stays.
  for (const part of Object.keys(PARTS)) {
    for (const name of names.filter((one) => partOf(one) === part)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

function isIn(parts: readonly Part[], name: string): boolean {
  const part = partOf(name);
  return part !== null && parts.includes(part);
}

function hasFile(folder: string): boolean {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
      (entry) => !entry.isDirectory(),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
