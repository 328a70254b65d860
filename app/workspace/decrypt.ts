import { Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { ConversionProgress, ConversionReport } from '../../core/model/conversion.ts';
import { Conversion } from '../../core/store/conversion/conversion.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { type UnlockBy, unlockBy } from './unlock-workspace.ts';

interface DecryptOptions {
  readonly folder: string;
  /** Called once, and only when there is something to unlock. */
  readonly unlock: () => Promise<UnlockBy>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ConversionProgress) => void;
}

/**
 * Makes an encrypted workspace a plain one, on a copy that takes its place. It may be stopped or killed at any
 * moment, and continues when it is run again; whoever opens the workspace before that removes the plain copy.
 * Throws `workspace.in_use`, `workspace.converting`, `workspace.none`, `workspace.not_encrypted`,
 * `workspace.key_missing`, `workspace.key_damaged`, `workspace.wrong_key` and others of `workspace.*`,
 * `usage.code_mistyped`, `store.*` problems, and the signal's reason. The workspace is encrypted and whole then.
 */
export async function decryptWorkspace(options: DecryptOptions): Promise<ConversionReport> {
  const { folder, unlock, signal, onProgress } = options;
  const conversion = Conversion.begin(folder, 'plain');
  try {
    if (conversion.finished !== null) return conversion.finished;
    const file = readWorkspaceKeyFile(folder);
    if (file === null) {
      // Says so when it is encrypted, and only its key file is gone.
      conversion.requireReadable(null);
      throw new Problem('workspace.not_encrypted', { folder });
    }
    const from = deriveKeys(await unlockBy(file, await unlock(), folder));
    return await conversion.run({ from, to: null, signal, onProgress });
  } catch (error) {
    throw storeProblem(error, folder);
  } finally {
    conversion.release();
  }
}
