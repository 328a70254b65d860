import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Problem } from '../core/problem.ts';
import type { Secret } from '../core/secret.ts';
import { openCentralRecord, readCentralRecord } from './central-record.ts';
import { derKind, isTooCostly, readAsn1 } from './der.ts';
import { unlockedKey } from './fingerprint.ts';
import { keyFromDer, openLegacyPem, openOldPkcs8, openPkcs12 } from './forge-key.ts';
import type { UnlockedKey } from './key.ts';
import { decryptPbes2 } from './pbes2.ts';
import { type PemObject, readPem } from './pem.ts';
import { wrongFile } from './wrong-file.ts';

/** A private key that was read, with what it was read from. */
export interface ReadKey extends UnlockedKey {
  /** For people: `PKCS#8, encrypted`. */
  readonly format: string;
  readonly warnings: readonly KeyWarning[];
}

/** What is allowed but not good. `short`: RSA below 2048 bits. */
export type KeyWarning = 'short';

export interface ReadKeyOptions {
  /** The file's name, for messages. */
  readonly file: string;
  readonly passphrase?: Secret | undefined;
}

const FEWEST_BITS = 1024;
const MOST_BITS = 8192;

/**
 * Reads every private RSA key in a file: PKCS#1 and PKCS#8 as PEM or DER, encrypted PKCS#8, the old PEM encryption,
 * PKCS#12, and the key record of a Central project; with a byte order mark, any line ends, text around the objects, several objects. PBES2 is opened off this
 * thread; the rest by the runtime, and by node-forge where it refuses (BoringSSL, in Electron, knows neither the old
 * encryption nor PKCS#12).
 *
 * Throws a `key.*` problem that says what the file is instead, or what is wrong with the passphrase.
 */
export async function readPrivateKeys(
  bytes: Uint8Array,
  { file, passphrase }: ReadKeyOptions,
): Promise<ReadKey[]> {
  if (bytes.length === 0) throw new Problem('key.file_empty', { file });
  const text = decodeText(bytes);
  const record = readCentralRecord(text);
  if (record !== null) {
    const key = await openCentralRecord(record, needed(passphrase, file), file);
    return [checked(key, 'ODK Central key record', file)];
  }
  const { objects, isTruncated } = readPem(text);
  const opened: { key: KeyObject; format: string }[] = [];
  for (const object of objects) {
    const format = PRIVATE_LABELS[object.label];
    if (format === undefined) continue;
    opened.push({ key: await openPem(object, file, passphrase), format: formatOf(format, object) });
  }
  if (opened.length === 0 && isTruncated) throw new Problem('key.truncated', { file });
  if (opened.length === 0 && objects.length > 0) throw wrongFile(bytes, text, objects, file);
  if (opened.length === 0) opened.push(...(await openDer(bytes, text, file, passphrase)));
  return opened.map(({ key, format }) => checked(key, format, file));
}

const PRIVATE_LABELS: Readonly<Record<string, string>> = {
  'RSA PRIVATE KEY': 'PKCS#1',
  'PRIVATE KEY': 'PKCS#8',
  'ENCRYPTED PRIVATE KEY': 'PKCS#8, encrypted',
};

function formatOf(format: string, object: PemObject): string {
  return object.isLegacyEncrypted ? `${format}, encrypted the old way` : format;
}

async function openPem(object: PemObject, file: string, passphrase: Secret | undefined): Promise<KeyObject> {
  const isEncrypted = object.label === 'ENCRYPTED PRIVATE KEY' || object.isLegacyEncrypted;
  if (!isEncrypted) return openPlain(object.text, file);
  if (object.label === 'ENCRYPTED PRIVATE KEY') return openEncryptedDer(object.der, file, passphrase);
  const given = needed(passphrase, file);
  return firstOf(
    () => createPrivateKey({ key: object.text, passphrase: given.reveal() }),
    () => openLegacyPem(object.text, given),
    () => new Problem('key.passphrase_wrong', { file }),
  );
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
  const opened = await decryptPbes2(asn1, given);
  if (opened !== 'other') {
    const key = opened === null ? null : keyFromDer(opened);
    opened?.fill(0);
    if (key === null) throw new Problem('key.passphrase_wrong', { file });
    return key;
  }
  return firstOf(
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs8', passphrase: given.reveal() }),
    () => openOldPkcs8(asn1, given),
    () => new Problem('key.passphrase_wrong', { file }),
  );
}

async function openDer(
  bytes: Uint8Array,
  text: string,
  file: string,
  passphrase: Secret | undefined,
): Promise<{ key: KeyObject; format: string }[]> {
  const der = Buffer.from(bytes);
  const asn1 = readAsn1(der);
  const kind = asn1 === null ? 'unknown' : derKind(asn1);
  if (asn1 !== null) {
    if (kind === 'pkcs1' || kind === 'pkcs8') {
      const format = kind === 'pkcs1' ? 'PKCS#1, DER' : 'PKCS#8, DER';
      return [{ key: openPlain({ der, type: kind }, file), format }];
    }
    if (kind === 'encrypted-pkcs8') {
      return [{ key: await openEncryptedDer(der, file, passphrase), format: 'PKCS#8, DER, encrypted' }];
    }
    if (kind === 'pkcs12') {
      if (isTooCostly(asn1)) throw new Problem('key.too_costly', { file });
      const keys = openPkcs12(asn1, needed(passphrase, file));
      if (keys === null) throw new Problem('key.passphrase_wrong', { file });
      if (keys.length === 0) throw new Problem('key.none_in_file', { file });
      return keys.map((key) => ({ key, format: 'PKCS#12' }));
    }
  }
  throw wrongFile(bytes, text, [], file);
}

/** The first of two ways that works; when both fail, the problem. */
function firstOf(one: () => KeyObject, other: () => KeyObject | null, problem: () => Problem): KeyObject {
  try {
    return one();
  } catch {
    const key = other();
    if (key === null) throw problem();
    return key;
  }
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
  return { ...unlocked, format, warnings: bits < 2048 ? ['short'] : [] };
}

/** The file as text, for finding PEM: UTF-16 where its mark says so (Windows' Notepad), else byte by byte. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return Buffer.from(bytes).toString('latin1');
}
