import { resolve } from 'node:path';
import { changePassphrase } from '../../app/workspace/change-passphrase.ts';
import { checkRecoveryCode } from '../../app/workspace/check-recovery-code.ts';
import { createEncrypted } from '../../app/workspace/create-encrypted.ts';
import { newRecoveryCode } from '../../app/workspace/new-recovery-code.ts';
import { openWithKey } from '../../app/workspace/open-with-key.ts';
import { noteRecoveryUsed } from '../../app/workspace/recovery-used.ts';
import { refuseTaken } from '../../app/workspace/refuse-taken.ts';
import { unlockWorkspaceAsking } from '../../app/workspace/unlock-workspace.ts';
import { Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { type CommonOptions, clock } from '../context.ts';
import { warnOfCopiedWorkspace } from '../copied-folder.ts';
import { codeFileFor, firstPassphrase, savingCode, tellCode } from '../new-encryption.ts';
import { printable, printJson, printLine } from '../output.ts';
import { ask, askTwice, canAsk, fromDescriptor, fromEnvironment } from '../secrets.ts';
import { unlocking } from '../unlocking.ts';

export interface RecoveryFlags {
  readonly recoveryOut?: string;
}

export interface RecoveryCodeFlags extends RecoveryFlags {
  readonly check?: boolean;
}

export interface NewPassphraseFlags {
  readonly newWorkspacePassphraseEnv?: string;
  readonly newWorkspacePassphraseFd?: string;
}

export interface CreateFlags extends RecoveryFlags {
  readonly encrypt: boolean;
}

/** `attache workspace create`: makes a plain workspace, or an encrypted one and its recovery code. */
export async function createWorkspace(common: CommonOptions, flags: CreateFlags): Promise<number> {
  const folder = resolve(common.workspace);
  refuseTaken(folder);
  return flags.encrypt ? makeEncrypted(common, folder, flags) : makePlain(common, folder, flags);
}

function makePlain(
  { json, unlockWith }: CommonOptions,
  folder: string,
  { recoveryOut }: RecoveryFlags,
): number {
  // A passphrase or a code is named only for an encrypted workspace.
  const meant = recoveryOut === undefined ? unlockWith?.option : '--recovery-out';
  if (meant !== undefined) throw new Problem('usage.bad_option', { option: meant, expected: '--encrypt' });
  warnOfCopiedWorkspace(folder);
  openWithKey(folder, null, 'command').close();
  if (json) printJson({ workspace: folder, encrypted: false });
  else printLine(printable(`Made a workspace in ${folder}. It is not encrypted.`));
  return EXIT.ok;
}

async function makeEncrypted(
  common: CommonOptions,
  folder: string,
  { recoveryOut }: RecoveryFlags,
): Promise<number> {
  const file = codeFileFor(recoveryOut, folder);
  const passphrase = await firstPassphrase(common);
  warnOfCopiedWorkspace(folder);
  const unlockedBy = { passphrase, keychain: null };
  const code = await savingCode(folder, file, (saving) => createEncrypted({ folder, unlockedBy, ...saving }));
  if (common.json) printJson({ workspace: folder, encrypted: true, recoveryCodeFile: file?.path ?? null });
  else printLine(printable(`Made an encrypted workspace in ${folder}.`));
  tellCode(code, file);
  return EXIT.ok;
}

/** `attache workspace passphrase`: sets another workspace passphrase. */
export async function setPassphrase(common: CommonOptions, flags: NewPassphraseFlags): Promise<number> {
  const folder = resolve(common.workspace);
  const { workspaceKey, by } = await unlockedBy(common, folder);
  const passphrase = await newPassphrase(flags);
  await changePassphrase({ folder, by: { by: 'key', key: workspaceKey }, passphrase });
  await noteRecoveryUsed(folder, by, workspaceKey, clock.now());
  if (common.json) printJson({ workspace: folder, passphraseChanged: true });
  else printLine('The workspace has a new passphrase. The recovery code stays as it is.');
  return EXIT.ok;
}

/** `attache workspace recovery-code`: makes a new recovery code, or checks that the user has the present one. */
export async function recoveryCode(common: CommonOptions, flags: RecoveryCodeFlags): Promise<number> {
  return flags.check === true ? checkKept(common) : makeRecoveryCode(common, flags);
}

async function checkKept({ json, workspace, unlockWith }: CommonOptions): Promise<number> {
  const folder = resolve(workspace);
  if (unlockWith?.by === 'passphrase' && !canAsk()) {
    throw new Problem('usage.nobody_to_ask', {
      what: 'The recovery code',
      option: '--workspace-recovery-env',
    });
  }
  const lastGroup = () => ask('Last group of the recovery code: ');
  await unlocking(unlockWith, folder, (unlock) => checkRecoveryCode({ folder, unlock, lastGroup, clock }));
  if (json) printJson({ workspace: folder, recoveryChecked: true });
  else printLine('This is the recovery code of the workspace. Keep it apart from this computer.');
  return EXIT.ok;
}

async function makeRecoveryCode(common: CommonOptions, flags: RecoveryFlags): Promise<number> {
  const folder = resolve(common.workspace);
  const file = codeFileFor(flags.recoveryOut, folder);
  const { workspaceKey } = await unlockedBy(common, folder);
  const by = { by: 'key', key: workspaceKey } as const;
  const code = await savingCode(folder, file, (saving) => newRecoveryCode({ folder, by, ...saving }));
  if (common.json) printJson({ workspace: folder, recoveryCodeFile: file?.path ?? null });
  else printLine('The workspace has a new recovery code. The old one unlocks nothing any more.');
  tellCode(code, file);
  return EXIT.ok;
}

function unlockedBy({ unlockWith }: CommonOptions, folder: string) {
  return unlocking(unlockWith, folder, (unlock) => unlockWorkspaceAsking(folder, unlock));
}

async function newPassphrase(flags: NewPassphraseFlags): Promise<Secret> {
  const { newWorkspacePassphraseEnv: variable, newWorkspacePassphraseFd: descriptor } = flags;
  if (variable !== undefined) return fromEnvironment(variable);
  if (descriptor !== undefined) return fromDescriptor(Number(descriptor));
  if (canAsk()) return askTwice('New workspace passphrase');
  throw new Problem('usage.nobody_to_ask', {
    what: 'A new workspace passphrase',
    option: '--new-workspace-passphrase-env',
  });
}
