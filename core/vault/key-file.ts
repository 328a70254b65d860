import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { KEY_FILE } from '../model/workspace-keys.ts';

/*
 * `workspace.key.json`, beside the database of an encrypted workspace: the workspace key, wrapped. Without
 * this file nothing of the workspace can be read. The file may come from anywhere, so everything in it is
 * checked before it is used.
 */

/** The format that this version writes. */
export const KEY_FILE_FORMAT = 1;

/** A real file has about 1 KB. */
const LARGEST = 64 * 1024;
/** What scrypt may cost: 1 GiB and some seconds, eight times what this version asks for. */
const MOST_WORK = 2 ** 23;

/** Base64 of a number of bytes. */
export function base64(bytes: number) {
  return z.string().refine((text) => {
    const read = Buffer.from(text, 'base64');
    return read.length === bytes && read.toString('base64') === text;
  });
}

const wrap = { salt: base64(16), nonce: base64(12), wrapped: base64(48) };

/** What a passphrase has wrapped, with a cost that a computer can pay. */
export const passphraseWrap = z
  .object({
    N: z
      .number()
      .int()
      .min(2 ** 14)
      .max(2 ** 20)
      .refine((n) => Number.isInteger(Math.log2(n))),
    r: z.number().int().min(1).max(32),
    p: z.number().int().min(1).max(16),
    ...wrap,
  })
  .refine(({ N, r, p }) => N * r * p <= MOST_WORK);

const shape = z.object({
  format: z.literal(KEY_FILE_FORMAT),
  workspaceId: z.uuid(),
  /** Tells the workspace key from another (`checkOfKey`). */
  check: base64(32),
  wraps: z.object({
    passphrase: passphraseWrap.optional(),
    recovery: z.object(wrap),
    /** The workspace key as the system's keychain protects it: base64 that only the keychain understands. */
    keychain: z.base64().min(1).max(16_384).optional(),
  }),
  recovery: z.object({
    /** When the user showed that the recovery code was kept. */
    checkedAt: z.iso.datetime().nullable(),
    /** Tells the last group of the recovery code (`checkOfGroup`). */
    group: base64(32),
  }),
});

export type WorkspaceKeyFile = z.infer<typeof shape>;

/** The path of a workspace's key file. */
export function workspaceKeyPath(folder: string): string {
  return join(folder, KEY_FILE);
}

/** Where a new key file is written before it takes its place. */
export function nextWorkspaceKeyPath(folder: string): string {
  return `${workspaceKeyPath(folder)}.next`;
}

/** Whether the folder holds the key file of an encrypted workspace. */
export function hasWorkspaceKeyFile(folder: string): boolean {
  return statSync(workspaceKeyPath(folder), { throwIfNoEntry: false }) !== undefined;
}

/**
 * Reads the key file of a workspace. Returns null when there is none. Throws `workspace.key_newer` for the
 * format of a later version, `workspace.key_damaged` when it is not a key file, and the file system's errors.
 */
export function readWorkspaceKeyFile(folder: string): WorkspaceKeyFile | null {
  return hasWorkspaceKeyFile(folder)
    ? parseWorkspaceKeyFile(textAt(workspaceKeyPath(folder), folder), folder)
    : null;
}

/** Reads the text of a key file. `folder` is for messages. Throws as `readWorkspaceKeyFile`. */
export function parseWorkspaceKeyFile(text: string, folder: string): WorkspaceKeyFile {
  const value = jsonOf(text);
  const format = z.object({ format: z.number().int() }).safeParse(value).data?.format ?? 0;
  if (format > KEY_FILE_FORMAT) {
    throw new Problem('workspace.key_newer', { folder, found: format, known: KEY_FILE_FORMAT });
  }
  const read = shape.safeParse(value);
  if (!read.success) throw new Problem('workspace.key_damaged', { folder });
  return read.data;
}

/** Reads a file that is not larger than a key file may be. A pipe or a folder in its place is not read. */
export function textAt(path: string, folder: string): string {
  if (!statSync(path).isFile()) throw new Problem('workspace.key_damaged', { folder });
  const handle = openSync(path, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > LARGEST) throw new Problem('workspace.key_damaged', { folder });
    const bytes = Buffer.alloc(size);
    const count = readSync(handle, bytes, 0, size, 0);
    return bytes.toString('utf8', 0, count);
  } finally {
    closeSync(handle);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
