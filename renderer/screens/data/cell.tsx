import type { ReactNode } from 'react';
import type { ColumnInfo, DataRow } from '../../../electron/ipc/data.ts';
import { Icon } from '../../widgets/icon.tsx';
import { useWords } from '../../words/use-words.tsx';
import { factValue } from './fact-value.ts';
import { shownAnswer } from './shown-answer.ts';

/**
 * One cell. Dates and numbers follow the reader's language. A missing answer is a dash; a question that was
 * not asked is empty.
 */
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
  const state = isFirst ? stateOf(row) : null;
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
      {state !== null && (
        <span className="secondary" title={t(state.word)}>
          <Icon name={state.icon} inText />
          <span className="hidden">{t(state.word)}</span>
        </span>
      )}
    </>
  );
}

const states = {
  version: { icon: 'history', word: 'data.mark.version' },
  deleted: { icon: 'file-x', word: 'data.mark.deleted' },
  unlisted: { icon: 'eye-off', word: 'data.mark.unlisted' },
} as const;

/** The state of a row that differs from the usual; null for a usual row. */
function stateOf(row: DataRow): (typeof states)[keyof typeof states] | null {
  if (row.isOtherVersion) return states.version;
  if (row.isDeleted) return states.deleted;
  return row.isUnlisted ? states.unlisted : null;
}
