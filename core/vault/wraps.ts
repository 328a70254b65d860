import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../ground/secret.ts';
import { readCode } from './code.ts';
import { secretKey } from './workspace-key.ts';

/*
 * The workspace key, wrapped by AES-256-GCM under a passphrase and under the recovery code. What is
 * authenticated with it (workspace, kind, parameters) makes a wrap useless in another file or with other
 * parameters.
 */

/** A wrapped workspace key. All values are base64. */
export interface Wrap {
  readonly salt: string;
  readonly nonce: string;
  /** 32 bytes and the tag of 16. */
  readonly wrapped: string;
}

/** The cost of scrypt (RFC 7914). */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export interface PassphraseWrap extends Wrap, ScryptCost {}

/** About 0.4 s and 128 MB for each guess. */
const COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const derive = promisify<Uint8Array, Uint8Array, number, ScryptCost & { readonly maxmem: number }, Buffer>(
  scrypt,
);

const SALT = 16;
const NONCE = 12;
const TAG = 16;

/**
 * Wraps the workspace key under a passphrase. The derivation runs beside the event loop. Only tests give another cost.
 * Throws a RangeError when the passphrase is empty.
 */
export async function wrapByPassphrase(
  workspaceKey: KeyObject,
  passphrase: Secret,
  workspaceId: string,
  cost: ScryptCost = COST,
): Promise<PassphraseWrap> {
  const salt = randomBytes(SALT);
  const key = await keyOfPassphrase(passphrase, salt, cost);
  return { ...cost, ...wrapped(workspaceKey, key, salt, passphraseContext(workspaceId, cost)) };
}

/** Returns the workspace key; null when the passphrase does not fit, or the wrap was changed. */
export async function unwrapByPassphrase(
  wrap: PassphraseWrap,
  passphrase: Secret,
  workspaceId: string,
): Promise<KeyObject | null> {
  const key = await keyOfPassphrase(passphrase, Buffer.from(wrap.salt, 'base64'), wrap);
  return unwrapped(wrap, key, passphraseContext(workspaceId, wrap));
}

/** Wraps the workspace key under a recovery code. It is random, so that guessing is no danger: no scrypt. */
export function wrapByCode(workspaceKey: KeyObject, code: Secret, workspaceId: string): Wrap {
  const salt = randomBytes(SALT);
  return wrapped(workspaceKey, keyOfCode(code, salt), salt, codeContext(workspaceId));
}

/**
 * Returns the workspace key; null when the code does not fit, or the wrap was changed. Throws
 * `usage.code_mistyped`.
 */
export function unwrapByCode(wrap: Wrap, code: Secret, workspaceId: string): KeyObject | null {
  return unwrapped(wrap, keyOfCode(code, Buffer.from(wrap.salt, 'base64')), codeContext(workspaceId));
}

/** Keyboards and systems write one letter in several ways: composed letters count (Unicode NFC). */
async function keyOfPassphrase(
  passphrase: Secret,
  salt: Buffer,
  { N, r, p }: ScryptCost,
): Promise<KeyObject> {
  const text = Buffer.from(passphrase.reveal().normalize('NFC'), 'utf8');
  if (text.length === 0) throw new RangeError('a passphrase must not be empty');
  try {
    return secretKey(await derive(text, salt, 32, { N, r, p, maxmem: 256 * N * r }));
  } finally {
    text.fill(0);
  }
}

function keyOfCode(code: Secret, salt: Buffer): KeyObject {
  const bytes = readCode(code, 'recovery');
  const key = Buffer.from(hkdfSync('sha256', bytes, salt, 'attache workspace 1: recovery code', 32));
  bytes.fill(0);
  return secretKey(key);
}

function passphraseContext(workspaceId: string, { N, r, p }: ScryptCost): string {
  return JSON.stringify(['attache workspace key', 1, workspaceId, 'passphrase', 'scrypt', N, r, p]);
}

function codeContext(workspaceId: string): string {
  return JSON.stringify(['attache workspace key', 1, workspaceId, 'recovery', 'hkdf-sha256']);
}

function wrapped(workspaceKey: KeyObject, under: KeyObject, salt: Buffer, context: string): Wrap {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', under, nonce);
  cipher.setAAD(Buffer.concat([Buffer.from(context), salt]));
  const plain = workspaceKey.export();
  const bytes = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  return {
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    wrapped: bytes.toString('base64'),
  };
}

function unwrapped(wrap: Wrap, under: KeyObject, context: string): KeyObject | null {
  const [salt, nonce, bytes] = [wrap.salt, wrap.nonce, wrap.wrapped].map((text) =>
    Buffer.from(text, 'base64'),
  ) as [Buffer, Buffer, Buffer];
  const decipher = createDecipheriv('aes-256-gcm', under, nonce, { authTagLength: TAG });
  decipher.setAAD(Buffer.concat([Buffer.from(context), salt]));
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    return secretKey(Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()]));
  } catch {
    return null;
  }
}
