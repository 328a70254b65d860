import type { ColumnInfo } from '../../../electron/ipc/data.ts';
import type { Words } from '../../words/use-words.tsx';

/** Formats dates and numbers for the reader's language. Returns any other answer as it is. */
export function shownAnswer(words: Words, type: ColumnInfo['type'] | null, value: string): string {
  switch (type) {
    case 'date':
    case 'datetime':
    case 'time':
      return words.stamp(value, type);
    case 'integer':
    case 'decimal': {
      // A JavaScript number cannot hold so many digits, so the answer is shown as it was written.
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

/** Whether an answer of this type must stay on one line. */
export function isUnbroken(type: ColumnInfo['type'] | null): boolean {
  return type !== null && unbroken.has(type);
}
