import type { Words } from '../../words/use-words.tsx';

/** The word for a value of what is known of a submission beside its answers; null where the value is its own word. */
export function factValue(words: Words, columnId: string, value: string): string | null {
  if (columnId === '@draft') return value === '' ? null : words.t('data.column.@draft');
  if (columnId !== '@signature') return null;
  return words.maybe(`sheet.signature.${value}`)?.split('.')[0] ?? null;
}
