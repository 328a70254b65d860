import { hash } from 'node:crypto';
import type { FormFile, FormHash, FormRef, IsKnownForm } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';

/** The definitions of a form that came whole, and whether one did not. */
export interface Definitions {
  readonly files: readonly FormFile[];
  readonly isOneDamaged: boolean;
}

/**
 * Fetches the definitions of a form. One that is not what the list of its source says is fetched once more: when the same
 * bytes come again, it is the list that is wrong; else they were damaged on the way, and are left to the next pull.
 * Throws what keeps them from being fetched.
 */
export async function wholeDefinitions(
  source: Source,
  form: FormRef,
  isKnown: IsKnownForm,
  signal: AbortSignal,
): Promise<Definitions> {
  const first = await source.fetchForm(form, isKnown, signal);
  const isWhole = (file: FormFile): boolean =>
    file.hash === undefined ||
    isOf(file.bytes, file.hash) ||
    isKnown({ algorithm: 'sha256', hex: hash('sha256', file.bytes) });
  if (first.every(isWhole)) return { files: first, isOneDamaged: false };
  const again = await source.fetchForm(form, isKnown, signal);
  const files = again.filter(
    (file) => isWhole(file) || first.some(({ bytes }) => Buffer.compare(bytes, file.bytes) === 0),
  );
  return { files, isOneDamaged: files.length < again.length };
}

function isOf(bytes: Uint8Array, { algorithm, hex }: FormHash): boolean {
  return hash(algorithm, bytes) === hex;
}
