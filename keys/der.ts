import forge from 'node-forge';

/** Reads DER with node-forge. Null when the bytes are not DER, or when other bytes follow. */
export function readAsn1(der: Uint8Array): forge.asn1.Asn1 | null {
  try {
    return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(der).toString('latin1')));
  } catch {
    return null;
  }
}

/** The most iterations that a file may ask for before its passphrase is tried. */
const MOST_ITERATIONS = 10_000_000;
/** The limit for the key derivation of PKCS#12, which runs in JavaScript. */
const MOST_PKCS12_ITERATIONS = 1_000_000;
const MOST_SCRYPT_MEMORY = 512 * 1024 * 1024;
const MOST_SCRYPT_WORK = 8 * MOST_SCRYPT_MEMORY;

/** The bags of PKCS#12 are inside two octet strings. Each further level costs another reading. */
const MOST_DEPTH = 3;

const PBKDF2 = '1.2.840.113549.1.5.12';
const SCRYPT = '1.3.6.1.4.1.11591.4.11';
const PKCS5 = '1.2.840.113549.1.5.';
const PKCS12 = '1.2.840.113549.1.12.1.';

/**
 * Whether an encrypted structure asks for more time or memory than any honest file. Looks for the parameters
 * of key derivation everywhere in it, even in the DER inside octet strings, where PKCS#12 has its bags. These
 * are the iterations of PBKDF2, PBES1, PKCS#12 and its MAC, and the N, r and p of scrypt.
 */
export function isTooCostly(asn1: forge.asn1.Asn1, depth = 0): boolean {
  const children = partsOf(asn1);
  const [first, second, third] = children;
  const oid = oidOf(first);
  const parameters = partsOf(second);
  if (oid === SCRYPT) {
    const [, n, r, p] = parameters;
    const memory = integer(n) * integer(r) * 128;
    return memory > MOST_SCRYPT_MEMORY || memory * integer(p) > MOST_SCRYPT_WORK;
  }
  const most = oid.startsWith(PKCS12) ? MOST_PKCS12_ITERATIONS : MOST_ITERATIONS;
  const isDerivation = oid === PBKDF2 || oid.startsWith(PKCS5) || oid.startsWith(PKCS12);
  if (isDerivation && parameters.some((value) => integer(value) > most)) return true;
  // MacData: the digest, a salt, and the number of iterations.
  const isMac = children.length === 3 && second?.type === forge.asn1.Type.OCTETSTRING;
  if (isMac && integer(third) > MOST_PKCS12_ITERATIONS) return true;
  if (children.some((child) => isTooCostly(child, depth))) return true;
  return depth < MOST_DEPTH && inside(asn1).some((child) => isTooCostly(child, depth + 1));
}

/** The DER that an octet string holds; empty when it holds none. */
function inside(asn1: forge.asn1.Asn1): readonly forge.asn1.Asn1[] {
  if (asn1.type !== forge.asn1.Type.OCTETSTRING || asn1.tagClass !== forge.asn1.Class.UNIVERSAL) return [];
  const bytes = octets(asn1);
  const found = bytes.length < 16 ? null : readAsn1(bytes);
  return found === null ? [] : [found];
}

/** The parts of a sequence; empty when this is not a sequence. */
export function partsOf(asn1: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] {
  return asn1 !== undefined && Array.isArray(asn1.value) ? asn1.value : [];
}

/** An object identifier in dotted form; empty when this is not an object identifier. */
export function oidOf(asn1: forge.asn1.Asn1 | undefined): string {
  if (asn1?.type !== forge.asn1.Type.OID || typeof asn1.value !== 'string') return '';
  return forge.asn1.derToOid(asn1.value);
}

/**
 * The bytes of an octet string. BER may split it into pieces; these are put together. Empty when this is not
 * an octet string.
 */
export function octets(asn1: forge.asn1.Asn1 | undefined): Buffer {
  if (Array.isArray(asn1?.value)) return Buffer.concat(asn1.value.map((piece) => octets(piece)));
  return Buffer.from(asn1?.value ?? '', 'latin1');
}

/**
 * A whole number of 0 or more, rounded where it is too large to be exact; 0 when this is not a whole number.
 */
export function integer(asn1: forge.asn1.Asn1 | undefined): number {
  if (asn1?.type !== forge.asn1.Type.INTEGER || typeof asn1.value !== 'string') return 0;
  return Number.parseInt(Buffer.from(asn1.value, 'latin1').toString('hex') || '0', 16);
}

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';

/** The kind of a DER structure, from its shape; `unknown` for every other structure. */
export type DerKind =
  | 'pkcs1'
  | 'pkcs8'
  | 'pkcs8-other'
  | 'encrypted-pkcs8'
  | 'pkcs12'
  | 'public-key'
  | 'certificate'
  | 'certificate-request'
  | 'ec'
  | 'unknown';

/** Tells the DER of a private key from other files that people use in its place. */
export function derKind(asn1: forge.asn1.Asn1): DerKind {
  if (!Array.isArray(asn1.value)) return 'unknown';
  const [first, second, third] = asn1.value;
  if (first === undefined || second === undefined) return 'unknown';
  const types = forge.asn1.Type;
  if (first.type === types.INTEGER) {
    if (second.type === types.INTEGER && asn1.value.length >= 9) return 'pkcs1';
    if (second.type === types.OCTETSTRING) return 'ec';
    const algorithm = algorithmOf(second);
    if (third?.type === types.OCTETSTRING && algorithm !== null)
      return algorithm === RSA ? 'pkcs8' : 'pkcs8-other';
    if (integer(first) === 3) return 'pkcs12';
    return 'unknown';
  }
  const algorithm = algorithmOf(first);
  if (algorithm !== null && second.type === types.OCTETSTRING) return 'encrypted-pkcs8';
  if (algorithm !== null && second.type === types.BITSTRING) return algorithm === EC ? 'ec' : 'public-key';
  if (third?.type === types.BITSTRING && algorithmOf(second) !== null) {
    // A certificate and a request differ in their signed part: that of a request has no validity, and has
    // fewer fields.
    const signed = Array.isArray(first.value) ? first.value : [];
    return signed.length >= 6 ? 'certificate' : 'certificate-request';
  }
  return 'unknown';
}

function algorithmOf(asn1: forge.asn1.Asn1): string | null {
  if (asn1.type !== forge.asn1.Type.SEQUENCE || !Array.isArray(asn1.value)) return null;
  const [oid] = asn1.value;
  if (oid?.type !== forge.asn1.Type.OID || typeof oid.value !== 'string') return null;
  return forge.asn1.derToOid(oid.value);
}
