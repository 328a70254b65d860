import { unlockWorkspace } from '../app/workspace/unlock-workspace.ts';
import { isInside } from '../core/ground/is-inside.ts';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import { type CodeFile, reserveCodeFile, reserveCodeFileAgain } from './code-file.ts';
import { type CommonOptions, clock } from './context.ts';
import { note, printable } from './output.ts';
import { askTwice, canAsk } from './secrets.ts';

/* What commands that make an encrypted workspace have in common: its first passphrase, and its recovery code. */

/** The passphrase of a workspace that is made or encrypted: what unlocks it afterwards. */
export async function firstPassphrase({ unlockWith: from }: CommonOptions): Promise<Secret> {
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

/**
 * The file that the user named for the recovery code of a workspace; null for none. It is not made yet. Throws
 * `usage.bad_option` for a file in the workspace, and as `reserveCodeFile`.
 */
export function codeFileFor(given: string | undefined, folder: string): CodeFile | null {
  if (given === undefined) return null;
  refuseInside(given, folder);
  return reserveCodeFile(given);
}

/** The same for work that continues: a file with the code of the earlier run, which `isOurs` knows, may be there. */
export async function codeFileContinuing(
  given: string | undefined,
  folder: string,
  isOurs: (code: Secret) => Promise<boolean>,
): Promise<CodeFile | null> {
  if (given === undefined) return null;
  refuseInside(given, folder);
  return reserveCodeFileAgain(given, isOurs);
}

function refuseInside(given: string, folder: string): void {
  if (!isInside(given, folder)) return;
  throw new Problem('usage.bad_option', {
    option: '--recovery-out',
    expected: 'a file outside the workspace, which would be lost with it',
  });
}

/**
 * Does work that makes a recovery code, and stores the code in the file before anything depends on it. When the
 * work fails after that, the file is removed, unless its code unlocks the workspace anyway.
 */
export async function savingCode(
  folder: string,
  file: CodeFile | null,
  work: (options: { readonly saveCode?: (code: Secret, workspaceId: string) => void }) => Promise<Secret>,
): Promise<Secret> {
  if (file === null) return work({});
  let saved: Secret | null = null;
  try {
    return await work({
      saveCode: (code, workspaceId) => {
        file.write(aboutCode(folder, workspaceId), code);
        saved = code;
      },
    });
  } catch (error) {
    if (saved !== null && !(await unlocks(folder, saved))) file.discard();
    throw error;
  }
}

/** Whether a recovery code unlocks the workspace of a folder. */
export async function unlocks(folder: string, code: Secret): Promise<boolean> {
  return unlockWorkspace(folder, { by: 'recovery', code }).then(
    () => true,
    () => false,
  );
}

/** What the file of a recovery code says before the code. */
export function aboutCode(folder: string, workspaceId: string): readonly string[] {
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
export function tellCode(code: Secret, file: CodeFile | null): void {
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
