import { existsSync, readFileSync } from 'node:fs';
import { Problem } from '../../ground/problem.ts';
import { writeDurably } from '../../ground/write-durably.ts';
import { readWorkspaceKeyFile } from '../../vault/key-file.ts';
import type { BackupPlace } from '../folder/archive.ts';
import { readSnapshot } from '../folder/catalog.ts';
import {
  type BackupKeyFile,
  checkOf,
  readKeyFile,
  unwrapCode,
  unwrapCodeByPassphrase,
  wrapCode,
  wrapCodeByPassphrase,
  writeKeyFile,
} from '../folder/key-file.ts';
import { pathIn, README, SNAPSHOTS, snapshotOf } from '../folder/layout.ts';
import { namesIn } from '../folder/stray-files.ts';
import { readmeText } from '../readme/readme.ts';
import type { BackUpRequest } from './back-up-request.ts';

/**
 * Makes sure that the folder holds the backup of this workspace and of no other, and writes key.json and README.txt where
 * they are not there or not up to date. Throws `backup.other_workspace` and `backup.wrong_code`.
 */
export async function claimFolder(request: BackUpRequest): Promise<void> {
  const { folder, code, workspaceId } = request;
  const there = readKeyFile(folder);
  if (there === null) await requireOwnSnapshots(request);
  else if (there.workspaceId !== workspaceId) throw new Problem('backup.other_workspace', { folder });
  else if (there.check !== checkOf(code)) throw new Problem('backup.wrong_code', { file: folder });
  const file = await keyFileFor(request, there);
  if (JSON.stringify(file) !== JSON.stringify(there)) writeKeyFile(folder, file);
  const readme = pathIn(folder, README);
  const text = readmeText();
  if (!existsSync(readme) || readFileSync(readme, 'utf8') !== text) writeDurably(readme, text);
}

/** Without key.json, a snapshot says whose backup it is. */
async function requireOwnSnapshots({ folder, code, workspaceId, signal }: BackUpRequest): Promise<void> {
  const place: BackupPlace = { folder, code, signal };
  const names = namesIn(pathIn(folder, SNAPSHOTS)).flatMap((file) => snapshotOf(file) ?? []);
  if (names.length === 0) return;
  for (const name of names.toSorted().toReversed()) {
    const header = await readSnapshot(place, name, () => undefined);
    if (header === null) continue;
    if (header.workspaceId !== workspaceId) break;
    return;
  }
  throw new Problem('backup.other_workspace', { folder });
}

async function keyFileFor(request: BackUpRequest, there: BackupKeyFile | null): Promise<BackupKeyFile> {
  const { code, keys, passphrase, workspaceId } = request;
  const base = { format: 1, workspaceId, isEncrypted: keys !== null, check: checkOf(code) } as const;
  if (keys === null) return { ...base, wraps: {} };
  const isWrapped = there !== null && unwrapCode(there, keys.backup) !== null;
  const workspace = isWrapped ? there.wraps.workspace : wrapCode(code, keys.backup, workspaceId);
  const of = readWorkspaceKeyFile(request.workspace)?.wraps.passphrase?.salt;
  // Who knew an earlier passphrase of the workspace must not open its backup.
  const known = there?.passphraseOf === of ? there?.wraps.passphrase : undefined;
  if (of === undefined) return { ...base, wraps: { workspace } };
  const isOpened =
    passphrase === null ||
    (known !== undefined && there !== null && (await unwrapCodeByPassphrase(there, passphrase)) !== null);
  const made = isOpened ? known : await wrapCodeByPassphrase(code, passphrase, workspaceId);
  if (made === undefined) return { ...base, wraps: { workspace } };
  return { ...base, wraps: { workspace, passphrase: made }, passphraseOf: of };
}
