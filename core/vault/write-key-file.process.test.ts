import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { newCode } from './code.ts';
import { readWorkspaceKeyFile } from './key-file.ts';
import { newWorkspaceKeyFile, withRecoveryCode } from './make-key-file.ts';
import { unlock } from './unlock.ts';
import { newWorkspaceKey } from './workspace-key.ts';
import { writeWorkspaceKeyFile } from './write-key-file.ts';

const here = (path: string) => new URL(path, import.meta.url).href;

const WRITE = `
  const { Secret } = await import(${JSON.stringify(here('../ground/secret.ts'))});
  const { writeWorkspaceKeyFile } = await import(${JSON.stringify(here('./write-key-file.ts'))});
  const { folder, file, code } = JSON.parse(process.env.WRITTEN);
  await writeWorkspaceKeyFile(folder, file, [{ by: 'recovery', code: new Secret(code) }]);
`;

/** On Windows a killed process has no signal, but the exit code of an error. It has said nothing then. */
function isKilled(signal: string | null | undefined, said: string): boolean {
  return signal === 'SIGKILL' || (process.platform === 'win32' && said === '');
}

/** Writes a key file in a process that kills itself at a step. Returns whether it was killed. */
function writeKilled(written: object, step: number): Promise<boolean> {
  const env = { ...process.env, WRITTEN: JSON.stringify(written), DIE_AT: String(step), DIE_FILES: '.' };
  const args = ['--import', here('../testing/die-at-step.ts'), '--input-type=module', '--eval', WRITE];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, _out, err) => {
      if (error !== null && !isKilled(error.signal, err)) reject(new Error(err));
      else resolve(error !== null);
    });
  });
}

test('a kill at any step leaves a key file that opens, the old one or the new one', async () => {
  const workspaceKey = newWorkspaceKey();
  const [code, nextCode] = [newCode(), newCode()];
  const first = await newWorkspaceKeyFile({ workspaceKey, code, passphrase: null, keychain: null });
  const second = withRecoveryCode(first, workspaceKey, nextCode);
  const opened: string[] = [];
  for (let step = 1; ; step += 1) {
    const folder = temporaryFolder();
    await writeWorkspaceKeyFile(folder, first, []);
    const isKilled = await writeKilled({ folder, file: second, code: nextCode.reveal() }, step);
    const found = readWorkspaceKeyFile(folder);
    expect([first, second]).toContainEqual(found);
    if (found === null) break;
    const isNew = found.recovery.group === second.recovery.group;
    const how = { by: 'recovery', code: isNew ? nextCode : code } as const;
    expect((await unlock(found, how, folder)).equals(workspaceKey)).toBe(true);
    opened.push(isNew ? 'new' : 'old');
    // The next writer is not disturbed by what the kill left.
    await writeWorkspaceKeyFile(folder, second, [{ by: 'recovery', code: nextCode }]);
    expect(readWorkspaceKeyFile(folder)).toEqual(second);
    if (!isKilled) break;
  }
  expect(opened.length).toBeGreaterThan(5);
  expect(opened[0]).toBe('old');
  expect(opened.at(-1)).toBe('new');
  // On Windows no folder can be flushed: the renaming is the last step.
  if (process.platform !== 'win32') expect(opened.at(-2)).toBe('new');
});
