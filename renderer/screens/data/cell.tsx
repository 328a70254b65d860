import type { ReactNode } from 'react';
import type { ColumnInfo, DataRow } from '../../../electron/ipc/data.ts';
import { Icon } from '../../widgets/icon.tsx';
import { useWords } from '../../words/use-words.tsx';
import { factValue } from './fact-value.ts';
import { shownAnswer } from './shown-answer.ts';

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
  const { t } = words;
  const shown =
    value === null
      ? ''
      : value === ''
        ? '–'
        : (factValue(words, column.id, value) ?? shownAnswer(words, column.type, value));
  const mark =
    isFirst && (row.signature === 'mismatch' ? 'shield-alert' : row.warnings > 0 ? 'triangle-alert' : null);
  const state = isFirst && (row.isOtherVersion ? 'other-version' : row.isDeleted ? 'deleted' : null);
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
      {state !== null && state !== false && (
        <span
          className="secondary"
          title={t(state === 'deleted' ? 'data.mark.deleted' : 'data.mark.version')}
        >
          <Icon name={state === 'deleted' ? 'file-x' : 'history'} inText />
          <span className="hidden">{t(state === 'deleted' ? 'data.mark.deleted' : 'data.mark.version')}</span>
        </span>
      )}
    </>
  );
}
