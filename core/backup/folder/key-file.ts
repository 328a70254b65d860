import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../../ground/problem.ts';
import { Secret } from '../../ground/secret.ts';
import { writeDurably } from '../../ground/write-durably.ts';
import { codeText, readCode } from '../../vault/code.ts';
import { base64, passphraseWrap } from '../../vault/key-file.ts';
import { secretKey } from '../../vault/workspace-key.ts';
import { type PassphraseWrap, unwrapByPassphrase, wrapByPassphrase } from '../../vault/wraps.ts';
import { KEY_FILE, pathIn } from './layout.ts';

/*
 * key.json: whose backup this is, how a code is known to be the right one, and the code, wrapped under the keys of an
 * encrypted workspace and under its passphrase. Whoever has the code does not need this file.
 */

const wrap = z.object({ nonce: base64(12), wrapped: base64(48) });
const keyFile = z.object({
  format: z.literal(1),
  workspaceId: z.string(),
  isEncrypted: z.boolean(),
  /** What `checkOf` makes of the right code. */
  check: z.string(),
  wraps: z.object({ workspace: wrap.optional(), passphrase: passphraseWrap.optional() }),
  /** The salt of the workspace's own wrap: it has another one when its passphrase has changed since. */
  passphraseOf: base64(16).optional(),
});
export type BackupKeyFile = Readonly<z.infer<typeof keyFile>>;

/** A real file has about 1 KB. What is larger, or no file, may come from anybody. */
const LARGEST = 64 * 1024;
const NONCE = 12;
const TAG = 16;

/**
 * Reads key.json. Returns null when there is none, or it is damaged. Throws `backup.newer`, and the file system's errors.
 */
export function readKeyFile(folder: string): BackupKeyFile | null {
  const path = pathIn(folder, KEY_FILE);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > LARGEST) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const { format } = z.object({ format: z.number() }).catch({ format: 0 }).parse(value);
  if (format > 1) throw new Problem('backup.newer', { folder });
  return keyFile.safeParse(value).data ?? null;
}

export function writeKeyFile(folder: string, file: BackupKeyFile): void {
  writeDurably(pathIn(folder, KEY_FILE), `${JSON.stringify(file, null, 2)}\n`);
}

/** A value that only this code gives. The code is random, so that nothing can be learnt from it. */
export function checkOf(code: Secret): string {
  const bytes = readCode(code, 'backup');
  try {
    return createHmac('sha256', bytes).update('attache backup 1: check').digest('base64');
  } finally {
    bytes.fill(0);
  }
}

/** Wraps the code under the keys of an encrypted workspace. */
export function wrapCode(code: Secret, key: KeyObject, workspaceId: string): z.infer<typeof wrap> {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(contextOf(workspaceId));
  const bytes = readCode(code, 'backup');
  const wrapped = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  bytes.fill(0);
  return { nonce: nonce.toString('base64'), wrapped: wrapped.toString('base64') };
}

/** The code that `wrapCode` has wrapped; null when there is none, or the key is another. */
export function unwrapCode({ wraps, workspaceId }: BackupKeyFile, key: KeyObject): Secret | null {
  if (wraps.workspace === undefined) return null;
  const wrapped = Buffer.from(wraps.workspace.wrapped, 'base64');
  try {
    const nonce = Buffer.from(wraps.workspace.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
    decipher.setAAD(contextOf(workspaceId)).setAuthTag(wrapped.subarray(-TAG));
    const bytes = Buffer.concat([decipher.update(wrapped.subarray(0, -TAG)), decipher.final()]);
    return new Secret(codeText(bytes));
  } catch {
    return null;
  }
}

/** Wraps the code under the passphrase of the workspace. */
export function wrapCodeByPassphrase(
  code: Secret,
  passphrase: Secret,
  workspaceId: string,
): Promise<PassphraseWrap> {
  return wrapByPassphrase(secretKey(readCode(code, 'backup')), passphrase, `backup ${workspaceId}`);
}

/** The code that a passphrase has wrapped; null when there is none, or the passphrase is another. */
export async function unwrapCodeByPassphrase(
  { wraps, workspaceId }: BackupKeyFile,
  passphrase: Secret,
): Promise<Secret | null> {
  if (wraps.passphrase === undefined) return null;
  const key = await unwrapByPassphrase(wraps.passphrase, passphrase, `backup ${workspaceId}`);
  return key === null ? null : new Secret(codeText(key.export()));
}

function contextOf(workspaceId: string): Buffer {
  return Buffer.from(JSON.stringify(['attache backup code', 1, workspaceId]));
}
