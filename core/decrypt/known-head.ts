import { rangeOf, sizeOf } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import { BLOCK, CfbDecryptor, unpaddedLength } from './cfb.ts';

/**
 * Decrypts the first two blocks of a file with an IV. Returns them without padding; null when there are no
 * whole blocks or the padding is wrong. Only the first block depends on the IV (`submission-format` §7), so
 * only the beginning shows whether the IV is right.
 */
export function headUnder(content: Content, sessionKey: Uint8Array, iv: Uint8Array): Buffer | null {
  const ciphertext = rangeOf(content, 0, 2 * BLOCK);
  if (ciphertext.length === 0 || ciphertext.length % BLOCK !== 0) return null;
  const plain = new CfbDecryptor(sessionKey, iv).update(ciphertext);
  if (ciphertext.length < sizeOf(content)) return plain;
  const size = unpaddedLength(plain.subarray(-BLOCK), plain.length);
  return size === null ? null : plain.subarray(0, size);
}

/** Whether a file begins like an XML document, in UTF-8 or UTF-16. */
export function startsAsXml(head: Uint8Array): boolean {
  const hex = Buffer.from(head).toString('hex');
  return (
    /^(?:efbbbf)?(?:20|09|0a|0d)*3c(?:[46][1-9a-f]|[57][0-9a]|5f|3a|3f|21|[89a-f].)/.test(hex) ||
    /^(?:fffe3c00|feff003c)/.test(hex)
  );
}

/** Beginnings of the kinds of files that phones make, in hex. */
const KNOWN = [
  // JPEG, PNG, GIF, BMP, TIFF
  /^ffd8ff/,
  /^89504e470d0a1a0a/,
  /^47494638(?:37|39)61/,
  /^424d.{8}00000000/,
  /^(?:49492a00|4d4d002a)/,
  // WebP, WAV and AVI; MP4, 3GP and M4A; WebM
  /^52494646.{8}(?:57454250|57415645|41564920)/,
  /^000000..66747970/,
  /^1a45dfa3/,
  // Ogg, FLAC, MP3, AAC, AMR
  /^(?:4f676753|664c6143|4944330[2-4]|2321414d52)/,
  /^ff(?:e[23]|f[0-9ab])/,
  // PDF, zip (and what Office writes), gzip
  /^(?:255044462d|504b0304|1f8b08)/,
];

/** Whether a file begins like one of the kinds that phones make, or with text. */
export function isKnownHead(head: Uint8Array): boolean {
  const hex = Buffer.from(head).toString('hex');
  return KNOWN.some((kind) => kind.test(hex)) || isText(head);
}

function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  // The last character may not be whole.
  for (let cut = 0; cut < Math.min(4, head.length); cut += 1) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, head.length - cut));
      return /^[^\p{Cc}\p{Cn}\p{Co}]*$/u.test(text.replace(/[\t\r\n]/g, ''));
    } catch {}
  }
  return false;
}
