import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Problem } from '../core/ground/problem.ts';

/** A private key in a format that is not DER, and the name of the format. */
export interface OtherShape {
  readonly format: string;
  readonly key: KeyObject;
}

/**
 * Reads private RSA keys as other programs write them: a JSON Web Key (RFC 7517), alone or in a set, and the
 * `RSAKeyValue` of .NET. Takes the text of the file. Returns an empty list when it has neither. Throws
 * `key.public_key`, `key.not_rsa` or `key.damaged` for one of these that is not a private RSA key.
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
    const { kty, n, e, d, p, q, dp, dq, qi } = typeof jwk.p === 'string' ? jwk : withPrimes(jwk);
    return createPrivateKey({ key: { kty, n, e, d, p, q, dp, dq, qi } as JsonWebKey, format: 'jwk' });
  } catch {
    throw new Problem('key.damaged', { file });
  }
}

/** .NET uses other names for the parts, and plain Base64. */
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

/** Length in Base64 characters of a number of 8,192 bits, the largest size of a key. */
const LONGEST_NUMBER = 1366;

/**
 * Adds the primes and the other parts that the runtime needs to a key that has only its modulus and
 * exponents, which RFC 7518 (6.3.2) allows. Finds the primes by square roots of one (NIST SP 800-56B,
 * appendix C). Throws when the numbers are not those of a key.
 */
function withPrimes(jwk: JsonWebKey): JsonWebKey {
  const [n, e, d] = [jwk.n, jwk.e, jwk.d].map((text) => {
    if (typeof text !== 'string' || text.length > LONGEST_NUMBER) throw new RangeError('no number of a key');
    return BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  }) as [bigint, bigint, bigint];
  let odd = d * e - 1n;
  let twos = 0;
  for (; odd > 0n && odd % 2n === 0n; odd /= 2n) twos += 1;
  if (odd <= 1n || n % 2n === 0n) throw new RangeError('no exponents of one key');
  for (const base of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n]) {
    let root = power(base, odd, n);
    for (let i = 0; i < twos; i += 1) {
      const square = (root * root) % n;
      if (square === 1n && root !== 1n && root !== n - 1n) {
        const p = greatestCommon(root - 1n, n);
        const q = n / p;
        const parts = { p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: power(q % p, p - 2n, p) };
        return {
          ...jwk,
          ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)])),
        };
      }
      root = square;
    }
  }
  throw new RangeError('no primes');
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function greatestCommon(one: bigint, other: bigint): bigint {
  return other === 0n ? one : greatestCommon(other, one % other);
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
