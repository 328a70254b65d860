import { hash } from 'node:crypto';
import type { FormFile, FormHash, FormRef, IsKnownForm } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';

/** The whole definitions of a form, and whether one was damaged. */
export interface Definitions {
  readonly files: readonly FormFile[];
  readonly isOneDamaged: boolean;
}

/**
 * Fetches the definitions of a form. If one differs from its source's list, it is fetched once more. If the
 * same bytes come again, the list is wrong. Otherwise the definition was damaged in transit, and is left to
 * the next pull. Throws what prevents fetching.
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
