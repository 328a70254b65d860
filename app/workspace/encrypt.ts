import type { KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hideFileNames } from '../../core/backup/known-backups.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { ConversionProgress, ConversionReport } from '../../core/model/conversion.ts';
import { Conversion } from '../../core/store/conversion/conversion.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { writeWorkspaceKeyFile } from '../../core/vault/write-key-file.ts';
import { type FirstUnlock, newWorkspaceKeyFor } from './new-workspace-key.ts';
import { unlockBy } from './unlock-workspace.ts';

interface EncryptOptions {
  readonly folder: string;
  /** What unlocks it from now on, besides the recovery code. */
  readonly unlockedBy: FirstUnlock;
  /**
   * Shows or stores the recovery code, before anything is copied: after a kill, whoever opens the workspace next
   * may finish the encryption. From then on the code is valid for good, also when this use case fails: a
   * further run continues with the same key, and is given no other code. If it throws, nothing was changed.
   */
  readonly saveCode: (code: Secret, workspaceId: string) => void;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ConversionProgress) => void;
}

/** What an encryption gives. */
export interface Encrypted {
  /** Null when an earlier run, which this one continued, has given it to `saveCode`. */
  readonly recoveryCode: Secret | null;
  readonly report: ConversionReport;
}

/**
 * Encrypts a plain workspace on a copy that takes its place. It may be stopped or killed at any moment, and
 * continues with the same passphrase or keychain; with another passphrase it starts over, with a new code.
 * Throws `workspace.in_use`, `workspace.converting`, `workspace.none`, `workspace.already_encrypted`,
 * `workspace.key_damaged`, `workspace.no_room`, `workspace.passphrase_empty` and others of `workspace.*`,
 * `store.*` problems, what `saveCode` throws, and the signal's reason. The workspace is plain and whole then.
 */
export async function encryptWorkspace(options: EncryptOptions): Promise<Encrypted> {
  const { folder, signal, onProgress } = options;
  const conversion = Conversion.begin(folder, 'encrypted');
  try {
    // A run that was killed in its last steps had given the code.
    if (conversion.finished !== null) return { recoveryCode: null, report: conversion.finished };
    if (readWorkspaceKeyFile(folder) !== null) throw new Problem('workspace.already_encrypted', { folder });
    conversion.requireReadable(null);
    const continued = await keyOfEarlierRun(conversion, options);
    const { workspaceKey, code } =
      continued === null ? await keyOfNewRun(conversion, options) : { workspaceKey: continued, code: null };
    const to = deriveKeys(workspaceKey);
    hideFileNames(folder);
    return { recoveryCode: code, report: await conversion.run({ from: null, to, signal, onProgress }) };
  } catch (error) {
    throw storeProblem(error, folder);
  } finally {
    conversion.release();
  }
}

/** The key of the copy that an earlier run has begun; null when there is none that this run may continue. */
async function keyOfEarlierRun(
  conversion: Conversion,
  { unlockedBy: { passphrase, keychain } }: EncryptOptions,
): Promise<KeyObject | null> {
  if (!conversion.isCodeGiven) return null;
  try {
    const file = readWorkspaceKeyFile(conversion.newFolder);
    const hasKeychain = file?.wraps.keychain !== undefined;
    if (file === null || hasKeychain !== (keychain !== null)) return null;
    if (passphrase !== null) return await unlockBy(file, { by: 'passphrase', passphrase }, conversion.folder);
    if (keychain === null || file.wraps.passphrase !== undefined) return null;
    return await unlockBy(file, { by: 'keychain', keychain }, conversion.folder);
  } catch (error) {
    // Another passphrase is what the workspace is to have now. It is still plain, so nothing is lost.
    if (isProblem(error)) return null;
    throw error;
  }
}

async function keyOfNewRun(
  conversion: Conversion,
  { unlockedBy, saveCode }: EncryptOptions,
): Promise<{ readonly workspaceKey: KeyObject; readonly code: Secret }> {
  const { workspaceKey, code, file, proofs } = await newWorkspaceKeyFor(unlockedBy);
  conversion.startOver();
  try {
    mkdirSync(conversion.newFolder, { recursive: true, mode: 0o700 });
    await writeWorkspaceKeyFile(conversion.newFolder, file, proofs);
    saveCode(code, file.workspaceId);
  } catch (error) {
    conversion.discard();
    throw error;
  }
  conversion.codeGiven();
  return { workspaceKey, code };
}
