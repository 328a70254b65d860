import { isProblem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { conversionPaths } from '../../core/store/conversion/conversion-state.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { unlockBy } from './unlock-workspace.ts';

/**
 * Whether a recovery code is that of an encryption of this workspace that was stopped or killed, so that the
 * same command may be run again and continues. Throws the file system's errors.
 */
export async function isCodeOfEarlierRun(folder: string, code: Secret): Promise<boolean> {
  // Where the copy grows, and where its key file is after the last steps.
  for (const place of [conversionPaths(folder).new, folder]) {
    try {
      const file = readWorkspaceKeyFile(place);
      if (file === null) continue;
      await unlockBy(file, { by: 'recovery', code }, folder);
      return true;
    } catch (error) {
      if (!isProblem(error)) throw error;
    }
  }
  return false;
}
