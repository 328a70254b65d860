import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { Secret } from '../ground/secret.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';

/*
 * The workspace key: 32 random bytes, made once for each encrypted workspace. It encrypts nothing itself. All
 * other keys are derived from it, each for one purpose, so that what one key does tells nothing of another.
 */

const BYTES = 32;

/** Returns a new workspace key. */
export function newWorkspaceKey(): KeyObject {
  return secretKey(randomBytes(BYTES));
}

/** Returns a key object with these bytes, and overwrites the bytes. */
export function secretKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** Derives the keys of a workspace from its workspace key: HKDF-SHA-256 (RFC 5869), one `info` for each. */
export function deriveKeys(workspaceKey: KeyObject): WorkspaceKeys {
  return {
    database: derived(workspaceKey, 'database'),
    files: {
      content: derived(workspaceKey, 'files.content'),
      names: derived(workspaceKey, 'files.names'),
    },
    backup: derived(workspaceKey, 'backup'),
  };
}

/**
 * A value that only this workspace key gives. It is in the key file, so that another key is recognised
 * before the database is opened with it, or a new passphrase is set for it.
 */
export function checkOfKey(workspaceKey: KeyObject, workspaceId: string): string {
  return createHmac('sha256', derived(workspaceKey, 'check')).update(workspaceId).digest('base64');
}

/** A value that only the last group of the recovery code gives, and only with the workspace's keys. */
export function checkOfGroup({ files }: WorkspaceKeys, workspaceId: string, group: string): string {
  return createHmac('sha256', files.names)
    .update(['recovery-group', workspaceId, group].join('\0'))
    .digest('base64');
}

/** The workspace key as a text that a keychain can keep. */
export function keychainText(workspaceKey: KeyObject): Secret {
  return new Secret(workspaceKey.export().toString('base64'));
}

/** The workspace key in a text that a keychain kept; null when it has none. */
export function keyOfKeychainText(text: Secret): KeyObject | null {
  const bytes = Buffer.from(text.reveal(), 'base64');
  const isWhole = bytes.length === BYTES && bytes.toString('base64') === text.reveal();
  return isWhole ? secretKey(bytes) : null;
}

function derived(workspaceKey: KeyObject, purpose: string): KeyObject {
  const info = `attache workspace 1: ${purpose}`;
  return secretKey(Buffer.from(hkdfSync('sha256', workspaceKey, Buffer.alloc(0), info, BYTES)));
}
