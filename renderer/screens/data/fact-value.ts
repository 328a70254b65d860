import type { Words } from '../../words/use-words.tsx';

/**
 * The word for a value of a fact about a submission (not an answer); null where the value needs no other
 * word.
 */
export function factValue(words: Words, columnId: string, value: string): string | null {
  if (columnId === '@draft') return value === '' ? null : words.t('data.column.@draft');
  if (columnId !== '@signature') return null;
  return words.maybe(`sheet.signature.${value}`)?.split('.')[0] ?? null;
}
