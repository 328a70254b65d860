import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type forge from 'node-forge';
import { Problem } from '../core/ground/problem.ts';
import { Secret } from '../core/ground/secret.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import { unlockedKey } from '../core/model/key.ts';
import { isOfKeyTable, openCentralRecords, readCentralRecords } from './central-record.ts';
import { derKind, isTooCostly, readAsn1 } from './der.ts';
import { encryptionName, nameOf } from './encryption-name.ts';
import { isOpenedLegacy, keyFromDer, openLegacyPem, openPkcs12 } from './forge-key.ts';
import { keyTexts } from './key-text.ts';
import { decryptOldPkcs8 } from './old-encryption.ts';
import { readOtherShapes } from './other-shapes.ts';
import { decryptPbes2 } from './pbes2.ts';
import { type PemObject, readPemIn } from './pem.ts';
import { wrongFile } from './wrong-file.ts';

/** A private key, and what it was read from. */
export interface ReadKey extends UnlockedKey {
  /** For people: `PKCS#8, encrypted`. */
  readonly format: string;
  readonly warnings: readonly KeyWarning[];
  /** For a key record of Central: how many records of the same file have another passphrase. */
  readonly others?: number;
}

/** What is accepted but not recommended. `short`: RSA below 2048 bits. */
export type KeyWarning = 'short';

export interface ReadKeyOptions {
  /** The file's name, for messages. */
  readonly file: string;
  readonly passphrase?: Secret | undefined;
}

const FEWEST_BITS = 1024;
const MOST_BITS = 8192;

/**
 * Reads every private RSA key in a file: PKCS#1 and PKCS#8 as PEM, DER or Base64 alone, encrypted PKCS#8, the
 * old PEM encryption, PKCS#12, key records of Central as its database or `psql` prints them, JSON Web Keys,
 * and .NET's `RSAKeyValue`. The text may have any encoding, other text around the objects, and the changes
 * that mail, JSON or a word processor make (`key-text.ts`). PBES2 runs off this thread. The runtime does the
 * rest, and node-forge does what the runtime refuses (BoringSSL, in Electron, knows neither the old
 * encryption nor PKCS#12).
 *
 * Throws a `key.*` problem. It says what the file is instead, what is wrong with the passphrase, or which
 * encryption is not supported and how to convert the file.
 */
export async function readPrivateKeys(
  bytes: Uint8Array,
  { file, passphrase }: ReadKeyOptions,
): Promise<ReadKey[]> {
  if (bytes.length === 0) throw new Problem('key.file_empty', { file });
  const texts = keyTexts(bytes);
  const [text = ''] = texts;
  const records = readCentralRecords(texts);
  if (records.length > 0) {
    if (passphrase === undefined) {
      const fingerprints = records.flatMap(({ fingerprint }) => fingerprint ?? []).join(' ');
      throw new Problem('key.passphrase_missing', { file, fingerprints });
    }
    const { keys, others } = await openCentralRecords(records, passphrase, file);
    return keys.map((key) => ({ ...checked(key, 'ODK Central key record', file), others }));
  }
  const { objects, isTruncated } = readPemIn(texts);
  const opened: { key: KeyObject; format: string }[] = [];
  for (const object of objects) {
    const format = PRIVATE_LABELS[object.label];
    if (format === undefined) continue;
    opened.push({ key: await openPem(object, file, passphrase), format: formatOf(format, object) });
  }
  if (opened.length === 0 && isTruncated) throw new Problem('key.truncated', { file });
  if (opened.length === 0 && objects.length > 0) throw wrongFile(bytes, text, objects, file);
  if (opened.length === 0) opened.push(...readOtherShapes(text, file));
  if (opened.length === 0) opened.push(...(await openDer(bytes, file, passphrase)));
  if (opened.length === 0) {
    const inner = ofBase64(text);
    // Secrets of servers hold the whole PEM file as Base64, with its BEGIN line.
    if (inner?.subarray(0, 11).toString('latin1') === '-----BEGIN ') {
      return readPrivateKeys(inner, { file, passphrase });
    }
    if (inner !== null) opened.push(...(await openDer(inner, file, passphrase)));
  }
  if (opened.length === 0 && texts.some(isOfKeyTable)) throw new Problem('key.record_incomplete', { file });
  if (opened.length === 0) throw wrongFile(bytes, text, [], file);
  return opened.map(({ key, format }) => checked(key, format, file));
}

const PRIVATE_LABELS: Readonly<Record<string, string>> = {
  'RSA PRIVATE KEY': 'PKCS#1',
  'PRIVATE KEY': 'PKCS#8',
  'ENCRYPTED PRIVATE KEY': 'PKCS#8, encrypted',
};

function formatOf(format: string, object: PemObject): string {
  return object.legacyCipher === null ? format : `${format}, encrypted the old way`;
}

/** The bytes of a text that is only Base64; null when it has anything else. */
function ofBase64(text: string): Buffer | null {
  const base64 = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]{100,}={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : null;
}

async function openPem(object: PemObject, file: string, passphrase: Secret | undefined): Promise<KeyObject> {
  const { oddLine, legacyCipher, label, text, der } = object;
  if (oddLine !== null) throw new Problem('key.text_changed', { file, line: oddLine });
  if (label === 'ENCRYPTED PRIVATE KEY') return openEncryptedDer(der, file, passphrase);
  if (legacyCipher === null) return openPlain(text, file);
  return openLegacy(text, legacyCipher, file, needed(passphrase, file));
}

/**
 * Reads a PEM object that is encrypted the old way: with the runtime when it has the cipher, else with
 * node-forge.
 */
function openLegacy(text: string, cipher: string, file: string, passphrase: Secret): KeyObject {
  try {
    return createPrivateKey({ key: text, passphrase: passphrase.reveal() });
  } catch (error) {
    const key = openLegacyPem(text, passphrase);
    if (key !== null) return key;
    if (isOpenedLegacy(cipher) || saysWrongPassphrase(error)) {
      throw new Problem('key.passphrase_wrong', { file });
    }
    throw cipherProblem(file, cipher.replace(/-CBC$/, ''), 'pkey');
  }
}

function openPlain(key: string | { der: Buffer; type: 'pkcs1' | 'pkcs8' }, file: string): KeyObject {
  try {
    if (typeof key === 'string') return createPrivateKey(key);
    return createPrivateKey({ key: key.der, format: 'der', type: key.type });
  } catch {
    throw new Problem('key.damaged', { file });
  }
}

async function openEncryptedDer(
  der: Buffer,
  file: string,
  passphrase: Secret | undefined,
): Promise<KeyObject> {
  const asn1 = readAsn1(der);
  if (asn1 === null) throw new Problem('key.damaged', { file });
  if (isTooCostly(asn1)) throw new Problem('key.too_costly', { file });
  const given = needed(passphrase, file);
  let opened = await decryptPbes2(asn1, given);
  if (opened === 'other') opened = decryptOldPkcs8(asn1, given);
  if (opened !== 'other') {
    const key = opened === null ? null : keyFromDer(opened);
    opened?.fill(0);
    if (key === null) throw new Problem('key.passphrase_wrong', { file });
    return key;
  }
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8', passphrase: given.reveal() });
  } catch (error) {
    if (saysWrongPassphrase(error)) throw new Problem('key.passphrase_wrong', { file });
    throw cipherProblem(file, encryptionName(asn1), 'pkey');
  }
}

/** Whether an error of the runtime says that only the passphrase does not fit. */
function saysWrongPassphrase(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /BAD_DECRYPT/.test(String(error.code));
}

/**
 * The keys of a DER file; empty when it is not a private RSA key. Throws when it has a key that cannot be
 * read.
 */
async function openDer(
  bytes: Uint8Array,
  file: string,
  passphrase: Secret | undefined,
): Promise<{ key: KeyObject; format: string }[]> {
  const der = Buffer.from(bytes);
  const asn1 = readAsn1(der);
  if (asn1 === null) return [];
  const kind = derKind(asn1);
  if (kind === 'pkcs1' || kind === 'pkcs8') {
    const format = kind === 'pkcs1' ? 'PKCS#1, DER' : 'PKCS#8, DER';
    return [{ key: openPlain({ der, type: kind }, file), format }];
  }
  if (kind === 'encrypted-pkcs8') {
    return [{ key: await openEncryptedDer(der, file, passphrase), format: 'PKCS#8, DER, encrypted' }];
  }
  if (kind !== 'pkcs12') return [];
  if (isTooCostly(asn1)) throw new Problem('key.too_costly', { file });
  return openArchive(asn1, file, passphrase).map((key) => ({ key, format: 'PKCS#12' }));
}

/**
 * Reads a PKCS#12 file. Many have no passphrase, and programs write that as none or as an empty one. Both are
 * tried before the user's passphrase.
 */
function openArchive(asn1: forge.asn1.Asn1, file: string, passphrase: Secret | undefined): KeyObject[] {
  for (const tried of [null, new Secret(''), passphrase]) {
    if (tried === undefined) continue;
    const keys = openPkcs12(asn1, tried);
    if (keys === null) continue;
    if (!Array.isArray(keys)) throw cipherProblem(file, nameOf(keys.cipher), 'pkcs12');
    if (keys.length === 0) throw new Problem('key.none_in_file', { file });
    return keys;
  }
  throw new Problem(passphrase === undefined ? 'key.passphrase_missing' : 'key.passphrase_wrong', { file });
}

function cipherProblem(file: string, cipher: string, tool: 'pkey' | 'pkcs12'): Problem {
  // The user copies this command into a shell.
  const name = /^[\w. ()-]+$/.test(file) ? `"${file}"` : 'FILE';
  const command =
    tool === 'pkey'
      ? `openssl pkey -provider legacy -provider default -in ${name} -aes256 -out converted.pem`
      : `openssl pkcs12 -legacy -in ${name} -nocerts -out converted.pem`;
  return new Problem('key.cipher_unknown', { file, cipher, command });
}

function needed(passphrase: Secret | undefined, file: string): Secret {
  if (passphrase === undefined) throw new Problem('key.passphrase_missing', { file });
  return passphrase;
}

function checked(key: KeyObject, format: string, file: string): ReadKey {
  const type = key.asymmetricKeyType ?? 'unknown';
  if (type !== 'rsa') throw new Problem('key.not_rsa', { file, type });
  const unlocked = unlockedKey(key);
  const { bits } = unlocked;
  if (bits < FEWEST_BITS || bits > MOST_BITS) throw new Problem('key.size_refused', { file, bits });
  if (!isOneKey(key)) throw new Problem('key.damaged', { file });
  return { ...unlocked, format, warnings: bits < 2048 ? ['short'] : [] };
}

/**
 * Whether the parts of a key belong together. The runtime accepts any parts: only the use of the key shows
 * it.
 */
function isOneKey(key: KeyObject): boolean {
  const proof = Buffer.from('proof');
  try {
    return verify('sha256', proof, createPublicKey(key), sign('sha256', proof, key));
  } catch {
    return false;
  }
}
