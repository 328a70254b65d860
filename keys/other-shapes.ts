import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { Problem } from '../core/problem.ts';

/** A private key in a shape that is no DER: what it is, and the key. */
export interface OtherShape {
  readonly format: string;
  readonly key: KeyObject;
}

/**
 * Private RSA keys as other programs write them: a JSON Web Key (RFC 7517), alone or in a set, and the `RSAKeyValue` of
 * .NET. Takes the file's text. Empty when it is none of these; throws `key.public_key`, `key.not_rsa` or `key.damaged`
 * for one of these that opens nothing.
 */
export function readOtherShapes(text: string, file: string): readonly OtherShape[] {
  const xml = /<RSAKeyValue\b[^>]*>([\s\S]*?)<\/RSAKeyValue>/.exec(text)?.[1];
  if (xml !== undefined) return [{ format: 'RSAKeyValue of .NET', key: keyOf(jwkOfXml(xml), file) }];
  return jwksOf(text).map((jwk) => ({ format: 'JSON Web Key', key: keyOf(jwk, file) }));
}

function jwksOf(text: string): readonly JsonWebKey[] {
  if (!/^\s*\{/.test(text)) return [];
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  const whole = read as { readonly keys?: unknown; readonly kty?: unknown };
  const found: readonly unknown[] = Array.isArray(whole.keys) ? whole.keys : [whole];
  return found.filter(
    (one): one is JsonWebKey =>
      typeof one === 'object' && one !== null && typeof (one as JsonWebKey).kty === 'string',
  );
}

function keyOf(jwk: JsonWebKey, file: string): KeyObject {
  if (jwk.kty !== 'RSA')
    throw new Problem('key.not_rsa', { file, type: jwk.kty === 'EC' ? 'ec' : 'unknown' });
  if (typeof jwk.d !== 'string') throw new Problem('key.public_key', { file });
  try {
    const { kty, n, e, d, p, q, dp, dq, qi } = jwk;
    const key = createPrivateKey({ key: { kty, n, e, d, p, q, dp, dq, qi } as JsonWebKey, format: 'jwk' });
    // The runtime takes the parts as they are: only use shows whether they belong together.
    const proof = Buffer.from('proof');
    if (verify('sha256', proof, createPublicKey(key), sign('sha256', proof, key))) return key;
  } catch {
    // Said below.
  }
  throw new Problem('key.damaged', { file });
}

/** The parts have other names there, and plain Base64. */
function jwkOfXml(xml: string): JsonWebKey {
  const part = (name: string): string | undefined => {
    const base64 = new RegExp(`<${name}>([A-Za-z0-9+/=\\s]*)</${name}>`).exec(xml)?.[1];
    return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('base64url');
  };
  const parts = {
    n: part('Modulus'),
    e: part('Exponent'),
    d: part('D'),
    p: part('P'),
    q: part('Q'),
    dp: part('DP'),
    dq: part('DQ'),
    qi: part('InverseQ'),
  };
  const known = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { kty: 'RSA', ...Object.fromEntries(known) };
}
