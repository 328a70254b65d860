import { createDecipheriv, createPrivateKey, type KeyObject, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import { publicKeyFingerprint } from '../core/model/key.ts';

const derive = promisify(pbkdf2);
const ITERATIONS = 128_000;

/** The private key of a project with managed encryption, as Central's database stores it. */
export interface CentralRecord {
  readonly privkey: Buffer;
  readonly salt: Buffer;
  readonly iv: Buffer;
  /** Fingerprint of the key in the record, from its public half; null when the record has no public half. */
  readonly fingerprint: string | null;
}

/**
 * Reads the key records that an administrator copies from Central's table of keys (`server-apis` §5.5), each
 * once. Accepts the JSON of the column `private`, of whole rows, or of a list of them. Accepts what `psql`
 * prints (tables in any of its formats, CSV, `\x`, COPY), even with lines that a terminal broke. Takes the
 * text in its possible readings. Empty when there is no record.
 */
export function readCentralRecords(texts: readonly string[]): readonly CentralRecord[] {
  const found = new Map<string, CentralRecord>();
  for (const text of texts) {
    if (!text.includes('privkey')) continue;
    for (const reading of readings(text)) {
      for (const [object] of reading.matchAll(/\{[^{}]*\}/g)) {
        const record = recordOf(object);
        if (record !== null) found.set(record.privkey.toString('base64'), record);
      }
    }
  }
  return [...found.values()];
}

/**
 * Whether a text comes from Central's table of keys. Used when no whole record was found, to say that the
 * private part is incomplete.
 */
export function isOfKeyTable(text: string): boolean {
  if (/\b(privkey|pubkey)\b/.test(text)) return true;
  const heads = text.split('\n', 20).map((line) => line.split(/[|,\t]/).map((cell) => cell.trim()));
  return heads.some(
    (names) => names.includes('managed') && names.includes('hint') && names.includes('public'),
  );
}

/**
 * Decrypts a key record (`server-apis` §5.5): AES-256-CBC over a PKCS#8 PEM. The key comes from the
 * passphrase's UTF-8 bytes by PBKDF2-HMAC-SHA-256 with 128,000 rounds. Null when the passphrase does not fit.
 */
async function openCentralRecord(
  { privkey, salt, iv }: CentralRecord,
  passphrase: Secret,
): Promise<KeyObject | null> {
  const key = await derive(passphrase.reveal(), salt, ITERATIONS, 32, 'sha256');
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    const pem = Buffer.concat([decipher.update(privkey), decipher.final()]);
    const opened = createPrivateKey(pem);
    pem.fill(0);
    return opened;
  } catch {
    return null;
  } finally {
    key.fill(0);
  }
}

/** No server has more projects with one passphrase. Each record takes a moment to try. */
const MOST_RECORDS = 50;

/**
 * Decrypts every record that the passphrase fits. Returns the keys, and how many records have another
 * passphrase. Throws `key.passphrase_wrong` when the passphrase fits no record, and `key.too_costly` when
 * there are too many records.
 */
export async function openCentralRecords(
  records: readonly CentralRecord[],
  passphrase: Secret,
  file: string,
): Promise<{ readonly keys: readonly KeyObject[]; readonly others: number }> {
  if (records.length > MOST_RECORDS) throw new Problem('key.too_costly', { file });
  const tried = await Promise.all(records.map((record) => openCentralRecord(record, passphrase)));
  const keys = tried.filter((key) => key !== null);
  if (keys.length === 0) throw new Problem('key.passphrase_wrong', { file });
  return { keys, others: records.length - keys.length };
}

/** The text as it is, then without the doubled quotes of CSV, then without the escapes of JSON and COPY. */
function readings(text: string): readonly string[] {
  const unescaped = text.replaceAll('\\\\', '\\').replaceAll('\\"', '"');
  return [...new Set([text, text.replaceAll('""', '"'), unescaped])];
}

function recordOf(object: string): CentralRecord | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(unbroken(object));
  } catch {
    return null;
  }
  const [privkey, salt, iv] = ['privkey', 'salt', 'iv'].map((name) => bytesOf(parsed, name));
  if (privkey == null || salt == null || iv == null) return null;
  if (privkey.length === 0 || privkey.length % 16 !== 0 || iv.length !== 16) return null;
  return { privkey, salt, iv, fingerprint: fingerprintOf(bytesOf(parsed, 'pubkey')) };
}

/** Takes the public half from a record: a PEM. */
function fingerprintOf(pem: Buffer | null): string | null {
  const base64 = /-----BEGIN PUBLIC KEY-----([^-]+)-----END/.exec(pem?.toString('latin1') ?? '')?.[1];
  return base64 === undefined ? null : publicKeyFingerprint(base64);
}

/**
 * The object without the characters that a table or a terminal put into it. Its strings can only be names and
 * Base64. Between the strings, only the punctuation of JSON stays.
 */
function unbroken(object: string): string {
  return object.replace(/"[^"]*"|[^"]+/g, (piece) =>
    piece.startsWith('"') ? `"${piece.replace(/[^A-Za-z0-9+/=_]/g, '')}"` : piece.replace(/[^{}:,]/g, ''),
  );
}

function bytesOf(record: unknown, name: string): Buffer | null {
  if (typeof record !== 'object' || record === null) return null;
  const value: unknown = Reflect.get(record, name);
  return typeof value === 'string' && /^[A-Za-z0-9+/]+=*$/.test(value) ? Buffer.from(value, 'base64') : null;
}
