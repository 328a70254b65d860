import forge from 'node-forge';

/** Reads DER with node-forge; null when it is none. Trailing bytes are refused. */
export function readAsn1(der: Uint8Array): forge.asn1.Asn1 | null {
  try {
    return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(der).toString('latin1')));
  } catch {
    return null;
  }
}

/** The most work that a file may ask of us before its passphrase is even tried. */
const MOST_ITERATIONS = 20_000_000;
const MOST_SCRYPT_MEMORY = 512 * 1024 * 1024;

const PBKDF2 = '1.2.840.113549.1.5.12';
const SCRYPT = '1.3.6.1.4.1.11591.4.11';

/**
 * Whether opening an encrypted structure would take more time or memory than any honest file asks for. Looks for key
 * derivation parameters anywhere in it: iterations of PBKDF2 and PKCS#12, N and r of scrypt.
 */
export function isTooCostly(asn1: forge.asn1.Asn1): boolean {
  const children = Array.isArray(asn1.value) ? asn1.value : [];
  const [first, second] = children;
  const oid =
    first?.type === forge.asn1.Type.OID && typeof first.value === 'string'
      ? forge.asn1.derToOid(first.value)
      : null;
  if (oid === SCRYPT && second !== undefined && Array.isArray(second.value)) {
    const [, n, r] = second.value;
    return integer(n) * integer(r) * 128 > MOST_SCRYPT_MEMORY;
  }
  const isDerivation = oid === PBKDF2 || oid?.startsWith('1.2.840.113549.1.12.1.') === true;
  if (isDerivation && second !== undefined && Array.isArray(second.value)) {
    if (second.value.some((value) => integer(value) > MOST_ITERATIONS)) return true;
  }
  return children.some((child) => isTooCostly(child));
}

function integer(asn1: forge.asn1.Asn1 | undefined): number {
  if (asn1?.type !== forge.asn1.Type.INTEGER || typeof asn1.value !== 'string') return 0;
  return Number.parseInt(Buffer.from(asn1.value, 'latin1').toString('hex') || '0', 16);
}

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';

/** What a DER structure is, by its shape; `unknown` for everything else. */
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

/** Tells a private key's DER from what people take for one. */
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
    // Certificate and request differ in what is signed: a request's first part has no validity, and few fields.
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
