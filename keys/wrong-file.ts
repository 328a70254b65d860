import { Problem } from '../core/ground/problem.ts';
import { type DerKind, derKind, readAsn1 } from './der.ts';
import type { PemObject } from './pem.ts';

const BY_LABEL: Readonly<Record<string, WrongKind>> = {
  'PUBLIC KEY': 'public_key',
  'RSA PUBLIC KEY': 'public_key',
  'SSH2 PUBLIC KEY': 'public_key',
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'TRUSTED CERTIFICATE': 'certificate',
  'CERTIFICATE REQUEST': 'certificate_request',
  'NEW CERTIFICATE REQUEST': 'certificate_request',
  'OPENSSH PRIVATE KEY': 'openssh',
  'EC PRIVATE KEY': 'ec',
  'EC PARAMETERS': 'ec',
};

type WrongKind = 'public_key' | 'certificate' | 'certificate_request' | 'openssh' | 'ec';

const BY_DER: Partial<Readonly<Record<DerKind, WrongKind>>> = {
  'public-key': 'public_key',
  certificate: 'certificate',
  'certificate-request': 'certificate_request',
  ec: 'ec',
  'pkcs8-other': 'ec',
};

/**
 * The problem of a file that has no private RSA key: it says what the file is. Takes its bytes, its text and
 * its PEM objects.
 */
export function wrongFile(
  bytes: Uint8Array,
  text: string,
  objects: readonly PemObject[],
  file: string,
): Problem {
  for (const { label } of objects) {
    const kind = BY_LABEL[label];
    if (kind !== undefined) return problemOf(kind, file);
  }
  const der = readAsn1(bytes) ?? readAsn1(Buffer.from(text.replace(/\s+/g, ''), 'base64'));
  const kind = der === null ? undefined : BY_DER[derKind(der)];
  if (kind !== undefined) return problemOf(kind, file);
  if (/^\s*(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) /.test(text)) return problemOf('public_key', file);
  if (text.startsWith('PuTTY-User-Key-File-')) return new Problem('key.putty', { file });
  if (text.trim() === '') return new Problem('key.file_empty', { file });
  if (isDocument(bytes)) return new Problem('key.document', { file });
  return new Problem('key.unknown_file', { file });
}

function problemOf(kind: WrongKind, file: string): Problem {
  switch (kind) {
    case 'public_key':
      return new Problem('key.public_key', { file });
    case 'certificate':
      return new Problem('key.certificate', { file });
    case 'certificate_request':
      return new Problem('key.certificate_request', { file });
    case 'openssh':
      return new Problem('key.openssh', { file });
    case 'ec':
      return new Problem('key.not_rsa', { file, type: 'ec' });
  }
}

/** Whether a file is a document of Word or another program, from its first bytes: zip, OLE, PDF, RTF. */
function isDocument(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  return (
    head.startsWith('PK\u0003\u0004') ||
    head.startsWith('\u00d0\u00cf\u0011\u00e0') ||
    /^(%PDF|\{\\rtf)/.test(head)
  );
}
