import { decodeBase64, readManifest } from '../envelope/manifest.ts';
import { parseXml, XmlError } from '../ground/xml/xml.ts';
import type { UnlockedKey } from '../model/key.ts';
import { unwrap } from './unwrap.ts';

/**
 * Whether a key decrypts one submission. Takes the bytes of the manifest. Unwraps the session key
 * (`submission-format` §4): no other key can do that by chance, because the wrapped block has a hash in it.
 * Returns null when the manifest has no whole session key, because nothing can then be tested.
 */
export function fitsKey(key: Pick<UnlockedKey, 'privateKey' | 'bits'>, manifest: Uint8Array): boolean | null {
  const wrapped = wrappedKey(manifest);
  if (wrapped === null) return null;
  const sessionKey = unwrap(key, wrapped);
  if (sessionKey === null) return false;
  const fits = sessionKey.length === 32;
  sessionKey.fill(0);
  return fits;
}

/** Lengths in bytes of a wrapped session key, for the RSA keys in use (512 to 8192 bits). */
const WHOLE = [64, 128, 192, 256, 384, 512, 768, 1024];

function wrappedKey(manifest: Uint8Array): Buffer | null {
  try {
    const text = readManifest(parseXml(manifest))?.encryptedKey ?? null;
    const wrapped = text === null ? null : decodeBase64(text);
    return wrapped !== null && WHOLE.includes(wrapped.length) ? wrapped : null;
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}
