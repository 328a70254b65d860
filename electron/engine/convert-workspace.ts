import type { Keychain } from '../../app/keys/keychain.ts';
import { decryptWorkspace } from '../../app/workspace/decrypt.ts';
import { encryptWorkspace } from '../../app/workspace/encrypt.ts';
import type { UnlockBy } from '../../app/workspace/unlock-workspace.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { ConversionProgress, ConversionReport } from '../../core/model/conversion.ts';
import type { Payload } from '../ipc/contract.ts';
import type { Conversion, Converted } from '../ipc/encryption.ts';
import { problemView } from '../ipc/problem-view.ts';

export interface ConvertOptions {
  readonly folder: string;
  readonly order: Payload<'workspace.convert'>;
  readonly keychain: Keychain | null;
  /** What the user has typed to decrypt the workspace, as the use cases take it. */
  readonly unlockBy: () => UnlockBy;
  readonly signal: AbortSignal;
  readonly onProgress: (conversion: Conversion) => void;
}

/**
 * Encrypts or decrypts a workspace that this engine has not opened. Returns what came of it: a Problem or a stop leaves
 * the workspace as it was. A bug is thrown.
 */
export async function convertWorkspace(options: ConvertOptions): Promise<Converted> {
  const { folder, order, keychain, signal } = options;
  const onProgress = (progress: ConversionProgress): void =>
    options.onProgress({
      to: order.to,
      step: progress.step,
      done: progress.step === 'database' ? 0 : progress.bytes,
      total: progress.allBytes,
    });
  try {
    if (order.to === 'plain') {
      const unlock = async (): Promise<UnlockBy> => options.unlockBy();
      return done(await decryptWorkspace({ folder, unlock, signal, onProgress }));
    }
    const { kept } = order;
    if (kept.kind === 'keychain' && keychain === null) throw new Problem('engine.no_keychain', {});
    const { report } = await encryptWorkspace({
      folder,
      unlockedBy:
        kept.kind === 'keychain'
          ? { passphrase: null, keychain }
          : { passphrase: new Secret(kept.passphrase), keychain: null },
      // Nobody sees this code: the passphrase or the keychain opens what a kill leaves, and the window makes a
      // new code when it shows one.
      saveCode: () => undefined,
      signal,
      onProgress,
    });
    return done(report);
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { outcome: 'stopped', to: order.to };
    if (!isProblem(error)) throw error;
    return { outcome: 'failed', to: order.to, problem: problemView(error.data) };
  }
}

function done({ to, others, allLacking, isOldLeft }: ConversionReport): Converted {
  return { outcome: 'done', to, others, lacking: allLacking, isOldLeft };
}
