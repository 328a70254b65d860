import { realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { changePassphrase } from '../../app/workspace/change-passphrase.ts';
import { createEncrypted } from '../../app/workspace/create-encrypted.ts';
import { newRecoveryCode } from '../../app/workspace/new-recovery-code.ts';
import { openWorkspace } from '../../app/workspace/open-workspace.ts';
import { refuseTaken } from '../../app/workspace/refuse-taken.ts';
import { unlockWorkspace, unlockWorkspaceAsking } from '../../app/workspace/unlock-workspace.ts';
import { Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { type CodeFile, reserveCodeFile } from '../code-file.ts';
import { type CommonOptions, clock } from '../context.ts';
import { warnOfCopiedWorkspace } from '../copied-folder.ts';
import { note, printable, printJson, printLine } from '../output.ts';
import { askTwice, canAsk, fromDescriptor, fromEnvironment } from '../secrets.ts';
import { unlocking } from '../unlocking.ts';

export interface CreateFlags {
  readonly encrypt: boolean;
  readonly recoveryOut?: string;
}

export interface NewPassphraseFlags {
  readonly newWorkspacePassphraseEnv?: string;
  readonly newWorkspacePassphraseFd?: string;
}

/** `attache workspace create`: makes a plain workspace, or an encrypted one and its recovery code. */
export async function createWorkspace(
  common: CommonOptions,
  { encrypt, recoveryOut }: CreateFlags,
): Promise<number> {
  const folder = resolve(common.workspace);
  refuseTaken(folder);
  if (!encrypt) {
    // Whoever names a passphrase means an encrypted workspace.
    const meant = recoveryOut === undefined ? common.unlockWith?.option : '--recovery-out';
    if (meant !== undefined) throw new Problem('usage.bad_option', { option: meant, expected: '--encrypt' });
    warnOfCopiedWorkspace(folder);
    (await openWorkspace({ folder, unlock: () => Promise.resolve(null), opener: 'command' })).close();
    if (common.json) printJson({ workspace: folder, encrypted: false });
    else printLine(printable(`Made a workspace in ${folder}. It is not encrypted.`));
    return EXIT.ok;
  }
  const file = codeFileFor(recoveryOut, folder);
  const code = await savingCode(folder, file, async (saveCode) => {
    const passphrase = await firstPassphrase(common);
    warnOfCopiedWorkspace(folder);
    return createEncrypted({ folder, lock: { passphrase, keychain: null }, ...saveCode });
  });
  if (common.json) printJson({ workspace: folder, encrypted: true, recoveryCodeFile: file?.path ?? null });
  else printLine(printable(`Made an encrypted workspace in ${folder}.`));
  tellCode(code, file);
  return EXIT.ok;
}

/** `attache workspace passphrase`: sets another workspace passphrase. */
export async function setPassphrase(common: CommonOptions, flags: NewPassphraseFlags): Promise<number> {
  const folder = resolve(common.workspace);
  const workspaceKey = await keyOf(common, folder);
  const passphrase = await newPassphrase(flags);
  await changePassphrase({ folder, by: { by: 'key', key: workspaceKey }, passphrase });
  if (common.json) printJson({ workspace: folder, passphraseChanged: true });
  else printLine('The workspace has a new passphrase. The recovery code stays as it is.');
  return EXIT.ok;
}

/** `attache workspace recovery-code`: makes a new recovery code. */
export async function makeRecoveryCode(
  common: CommonOptions,
  { recoveryOut }: { readonly recoveryOut?: string },
): Promise<number> {
  const folder = resolve(common.workspace);
  const file = codeFileFor(recoveryOut, folder);
  const code = await savingCode(folder, file, async (saveCode) =>
    newRecoveryCode({ folder, by: { by: 'key', key: await keyOf(common, folder) }, ...saveCode }),
  );
  if (common.json) printJson({ workspace: folder, recoveryCodeFile: file?.path ?? null });
  else printLine('The workspace has a new recovery code. The old one unlocks nothing any more.');
  tellCode(code, file);
  return EXIT.ok;
}

function keyOf({ unlockWith }: CommonOptions, folder: string) {
  return unlocking(unlockWith, folder, (unlock) => unlockWorkspaceAsking(folder, unlock));
}

/** The passphrase of a workspace that is made or encrypted: what unlocks it afterwards. */
async function firstPassphrase({ unlockWith: from }: CommonOptions): Promise<Secret> {
  if (from?.by === 'recovery') {
    throw new Problem('usage.bad_option', {
      option: from.option,
      expected: 'a workspace that is encrypted already',
    });
  }
  if (from !== null) return from.secret();
  if (canAsk()) return askTwice('New workspace passphrase');
  throw new Problem('usage.nobody_to_ask', {
    what: 'A workspace passphrase',
    option: '--workspace-passphrase-env',
  });
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

/** The file that the user named for the code, made at once; null for none. */
function codeFileFor(given: string | undefined, folder: string): CodeFile | null {
  if (given === undefined) return null;
  if (realOf(resolve(given)).startsWith(realOf(folder) + sep)) {
    throw new Problem('usage.bad_option', {
      option: '--recovery-out',
      expected: 'a file outside the workspace, which would be lost with it',
    });
  }
  return reserveCodeFile(given);
}

/** A path without links, as far as it exists. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(realOf(parent), path.slice(parent.length).replace(/^[\\/]/, ''));
  }
}

/**
 * Does work that makes a recovery code, and stores the code in the file before anything depends on it. When the
 * work fails, the file is removed, unless its code unlocks the workspace all the same.
 */
async function savingCode(
  folder: string,
  file: CodeFile | null,
  work: (options: { readonly saveCode?: (code: Secret, workspaceId: string) => void }) => Promise<Secret>,
): Promise<Secret> {
  if (file === null) return work({});
  let saved: Secret | null = null;
  try {
    return await work({
      saveCode: (code, workspaceId) => {
        saved = code;
        file.write(aboutCode(folder, workspaceId), code);
      },
    });
  } catch (error) {
    if (saved === null || !(await unlocks(folder, saved))) file.discard();
    throw error;
  }
}

async function unlocks(folder: string, code: Secret): Promise<boolean> {
  return unlockWorkspace(folder, { by: 'recovery', code }).then(
    () => true,
    () => false,
  );
}

function aboutCode(folder: string, workspaceId: string): readonly string[] {
  return [
    'Recovery code of an encrypted workspace of Attaché',
    `Workspace: ${printable(folder)}`,
    `Workspace ID: ${workspaceId}`,
    `Made: ${clock.now().toISOString()}`,
    '',
    'It unlocks the workspace when its passphrase is lost. Anyone who has it can read the workspace.',
    'Keep it apart from this computer, for example printed. It is stored nowhere else.',
  ];
}

/** Shows the code once, on standard error, so that it never is in what a program reads. */
function tellCode(code: Secret, file: CodeFile | null): void {
  if (file !== null) {
    note(printable(`The recovery code is in ${file.path}. Keep it apart from this computer.`));
    return;
  }
  note('Recovery code, shown only this once. Write it down and keep it apart from this computer:');
  note('');
  note(code.reveal());
  note('');
  note('It unlocks the workspace when its passphrase is lost. Without both, nobody can read the workspace.');
}
