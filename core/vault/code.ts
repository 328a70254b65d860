import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '../ground/problem.ts';
import { Secret } from '../ground/secret.ts';

/*
 * Codes that a person writes down and types again: the recovery code of a workspace, and the code of its
 * backups. A code is 32 random bytes as 52 characters, and 4 characters that show a typing error. The
 * alphabet has no letter that looks like a digit or makes a word.
 */

/** Digits, and letters without I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BYTES = 32;
/** Characters of the 256 bits; the last one has four bits to spare, which are zero. */
const BODY = 52;
const CHECK = 4;
const GROUP = 4;

/** What a code is for. It names the code in problems. */
export type CodeKind = 'recovery' | 'backup';

/** Returns a new random code: groups of four characters with hyphens. */
export function newCode(): Secret {
  return new Secret(codeText(randomBytes(BYTES)));
}

/** Writes 32 bytes as a code. */
export function codeText(bytes: Uint8Array): string {
  const characters = base32(bytes, BODY) + checkOf(bytes);
  return (characters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

/**
 * Reads a code as a person typed it: small letters, spaces and missing hyphens do not matter; an O counts as
 * zero, I and L count as one. Returns its 32 bytes. Throws `usage.code_mistyped` when a character is missing
 * or wrong. A code that is typed right may still be of another workspace or backup.
 */
export function readCode(typed: Secret, code: CodeKind): Buffer {
  const characters = cleaned(typed.reveal());
  const bytes = characters.length === BODY + CHECK ? bytesOf(characters.slice(0, BODY)) : null;
  if (bytes === null || checkOf(bytes) !== characters.slice(BODY)) {
    throw new Problem('usage.code_mistyped', { code });
  }
  return bytes;
}

/** Returns the last group of a code. A person types it to show that the code was kept. */
export function lastGroup(code: Secret): string {
  return code.reveal().slice(-GROUP);
}

/** Returns a code, or a group of it, in the characters of the alphabet, however it was typed. */
export function cleaned(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}\p{Cf}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

function checkOf(bytes: Uint8Array): string {
  return base32(createHash('sha256').update('attache code\0').update(bytes).digest(), CHECK);
}

/** The first characters of bytes in base 32, five bits each. */
function base32(bytes: Uint8Array, length: number): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from(
    { length },
    (_, i) => ALPHABET[Number.parseInt(bits.slice(i * 5, i * 5 + 5).padEnd(5, '0'), 2)],
  ).join('');
}

/** The 32 bytes of a code's body; null when it has a character of another alphabet or bits after the end. */
function bytesOf(body: string): Buffer | null {
  const values = [...body].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return null;
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  if (/1/.test(bits.slice(BYTES * 8))) return null;
  return Buffer.from(
    Array.from({ length: BYTES }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2)),
  );
}
