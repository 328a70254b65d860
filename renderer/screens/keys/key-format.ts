import type { Words } from '../../words/use-words.tsx';

/** The end of a format of `keys/read-key.ts` when the key is encrypted, and its translation. */
const encrypted = [
  [', encrypted the old way', 'keys.format.encryptedOldWay'],
  [', encrypted', 'keys.format.encrypted'],
] as const;

/**
 * The format of a key file in the window's language: `PKCS#8, encrypted` is "PKCS#8, chiffré" in French. The
 * names of formats are the same in every language.
 */
export function keyFormat({ t }: Pick<Words, 't'>, format: string): string {
  for (const [end, word] of encrypted)
    if (format.endsWith(end)) return t(word, { format: format.slice(0, -end.length) });
  return format;
}
