import type { ReactNode } from 'react';
import type { ColumnInfo, DataRow } from '../../../electron/ipc/data.ts';
import { Icon } from '../../widgets/icon.tsx';
import { useWords } from '../../words/use-words.tsx';

/** One cell: dates and numbers as the reader's language writes them, no answer as a dash, not asked as nothing. */
export function DataCell({
  row,
  column,
  value,
  isFirst,
}: {
  readonly row: DataRow;
  readonly column: ColumnInfo;
  readonly value: string | null;
  readonly isFirst: boolean;
}): ReactNode {
  const words = useWords();
  const shown = value === null ? '' : value === '' ? '–' : format(words, column, value);
  const mark =
    isFirst && (row.signature === 'mismatch' ? 'shield-alert' : row.warnings > 0 ? 'triangle-alert' : null);
  return (
    <>
      <bdi className={`cut ${value === '' ? 'dim' : ''}`} dir="auto" title={value ?? undefined}>
        {shown}
      </bdi>
      {mark !== null && mark !== false && (
        <span className="warn" title={words.maybe(`sheet.signature.${row.signature}`) ?? undefined}>
          <Icon name={mark} inText />
        </span>
      )}
    </>
  );
}

function format(words: ReturnType<typeof useWords>, column: ColumnInfo, value: string): string {
  switch (column.type) {
    case 'date':
      return words.stamp(value, 'date');
    case 'datetime':
      return words.stamp(value, 'datetime');
    case 'time':
      return words.stamp(value, 'time');
    case 'integer':
    case 'decimal': {
      // Long digits are more than a number can hold: they are shown as they were written.
      const number = Number(value);
      const fits = value.replace(/[^0-9]/g, '').length <= 15 && !Number.isNaN(number);
      return fits ? words.number(number, 10) : value;
    }
    default:
      if (column.id === '@signature') return words.maybe(`sheet.signature.${value}`)?.split('.')[0] ?? value;
      return value;
  }
}
