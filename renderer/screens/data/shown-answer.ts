import type { ColumnInfo } from '../../../electron/ipc/data.ts';
import type { Words } from '../../words/use-words.tsx';

/** An answer as the reader's language writes dates and numbers; any other as it was given. */
export function shownAnswer(words: Words, type: ColumnInfo['type'] | null, value: string): string {
  switch (type) {
    case 'date':
    case 'datetime':
    case 'time':
      return words.stamp(value, type);
    case 'integer':
    case 'decimal': {
      // Long digits are more than a number can hold: they are shown as they were written.
      const number = Number(value);
      const fits = value.replace(/[^0-9]/g, '').length <= 15 && !Number.isNaN(number);
      return fits ? words.number(number, 10) : value;
    }
    default:
      return value;
  }
}

const unbroken: ReadonlySet<ColumnInfo['type']> = new Set([
  'date',
  'datetime',
  'time',
  'integer',
  'decimal',
  'location',
]);

/** Whether an answer of this type is one thing, which is never broken into two lines. */
export function isUnbroken(type: ColumnInfo['type'] | null): boolean {
  return type !== null && unbroken.has(type);
}
