import { createDecipheriv, createPrivateKey, type KeyObject, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { Problem } from '../core/problem.ts';
import type { Secret } from '../core/secret.ts';

const derive = promisify(pbkdf2);
const ITERATIONS = 128_000;

/** The private key of a project with managed encryption, as Central's database keeps it. */
export interface CentralRecord {
  readonly privkey: Buffer;
  readonly salt: Buffer;
  readonly iv: Buffer;
}

/**
 * Reads the key record that an administrator takes from Central's table of keys (`servers` 5.5): the JSON of its column
 * `private`, or of the whole row. Null when the text is none.
 */
export function readCentralRecord(text: string): CentralRecord | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const row = JSON.parse(text) as { private?: unknown };
    const found: unknown = typeof row.private === 'string' ? JSON.parse(row.private) : (row.private ?? row);
    const [privkey, salt, iv] = ['privkey', 'salt', 'iv'].map((name) => bytesOf(found, name));
    if (privkey == null || salt == null || iv == null) return null;
    return privkey.length > 0 && privkey.length % 16 === 0 && iv.length === 16 ? { privkey, salt, iv } : null;
  } catch {
    return null;
  }
}

/**
 * Opens a key record: AES-256-CBC by PBKDF2-HMAC-SHA-256 of the passphrase's UTF-8 bytes, 128,000 rounds, over a PKCS#8
 * PEM (`servers` 5.5). Throws `key.passphrase_wrong`.
 */
export async function openCentralRecord(
  { privkey, salt, iv }: CentralRecord,
  passphrase: Secret,
  file: string,
): Promise<KeyObject> {
  const key = await derive(passphrase.reveal(), salt, ITERATIONS, 32, 'sha256');
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    const pem = Buffer.concat([decipher.update(privkey), decipher.final()]);
    const opened = createPrivateKey(pem);
    pem.fill(0);
    return opened;
  } catch {
    throw new Problem('key.passphrase_wrong', { file });
  } finally {
    key.fill(0);
  }
}

function bytesOf(record: unknown, name: string): Buffer | null {
  if (typeof record !== 'object' || record === null) return null;
  const value: unknown = Reflect.get(record, name);
  return typeof value === 'string' && /^[A-Za-z0-9+/=\s]+$/.test(value) ? Buffer.from(value, 'base64') : null;
}
