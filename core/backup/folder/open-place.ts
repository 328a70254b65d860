import { isProblem, Problem } from '../../ground/problem.ts';
import { Secret } from '../../ground/secret.ts';
import { codeText, readCode } from '../../vault/code.ts';
import { readAesZip } from '../containers/zip-aes-read.ts';
import type { BackupPlace } from './archive.ts';
import { readSnapshot } from './catalog.ts';
import { checkOf, readKeyFile } from './key-file.ts';
import { pathIn, SNAPSHOTS, snapshotFile, snapshotOf } from './layout.ts';
import { namesIn } from './stray-files.ts';

/**
 * Opens a backup with the code that somebody typed: makes sure that it is the right one, by key.json, or by the snapshots
 * where that is gone or is of another backup. Returns the same place, with the code as the archives have it. Throws `backup.wrong_code`,
 * `backup.no_snapshot` and `usage.code_mistyped`.
 */
export async function openPlace(typed: BackupPlace): Promise<BackupPlace> {
  const { folder } = typed;
  const code = new Secret(codeText(readCode(typed.code, 'backup')));
  const place = { ...typed, code };
  const file = readKeyFile(folder);
  if (file?.check === checkOf(code)) return place;
  const names = namesIn(pathIn(folder, SNAPSHOTS)).flatMap((name) => snapshotOf(name) ?? []);
  if (file !== null) {
    // key.json may be of another backup. Only what a snapshot holds proves that.
    for (const name of names) if ((await readSnapshot(place, name, () => undefined)) !== null) return place;
    throw new Problem('backup.wrong_code', { file: folder });
  }
  if (names.length === 0) throw new Problem('backup.no_snapshot', { folder });
  for (const name of names) if (await opens(folder, snapshotFile(name), code)) return place;
  throw new Problem('backup.wrong_code', { file: folder });
}

async function opens(folder: string, file: string, code: Secret): Promise<boolean> {
  try {
    for await (const _ of readAesZip(pathIn(folder, file), code, { folder })) return true;
    return true;
  } catch (error) {
    if (isProblem(error) && (error.code === 'backup.wrong_code' || error.code === 'backup.file_damaged'))
      return false;
    throw error;
  }
}
