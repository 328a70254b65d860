import type { ReactNode } from 'react';
import type { DataForm, Filter } from '../../../electron/ipc/data.ts';
import { go } from '../../state/route.ts';
import type { Pages } from '../../widgets/data-grid/page-cache.ts';
import { StatusBar } from '../../widgets/head.tsx';
import { Divider, Tally } from '../../widgets/tally.tsx';
import { useWords } from '../../words/use-words.tsx';

/**
 * The bar below a table: the number of submissions of the form, of rows that the filters leave, and the open
 * row.
 */
export function DataStatus({
  form,
  pages,
  filters,
  hasFilters,
  all,
  row,
  onClear,
}: {
  readonly form: DataForm;
  readonly pages: Pages;
  readonly filters: readonly Filter[];
  /** True with a filter or a search text. */
  readonly hasFilters: boolean;
  /** The number of rows of this table without filters. */
  readonly all: number;
  /** The index of the open row; null when none is open. */
  readonly row: number | null;
  readonly onClear: () => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <StatusBar>
      <Tally
        result={{
          count: form.here,
          word: 'data.tally.here',
          onPress: onClear,
        }}
        terms={[
          {
            count: form.readable,
            word: 'data.tally.readable',
            onPress: onClear,
          },
          {
            count: form.notReadable,
            word: 'data.tally.notReadable',
            tone: 'bad',
            onPress: () => go({ screen: 'problems', formId: form.formId, bucket: 'not-readable' }),
          },
        ]}
      />
      {hasFilters && pages.counted !== null && (
        <>
          <Divider />
          <span>
            {filters.some(({ kind }) => kind === 'all-versions')
              ? t('data.matches.versions', { count: pages.counted })
              : t('data.matches', {
                  count: pages.counted,
                  all,
                })}
          </span>
        </>
      )}
      {pages.counted === null && pages.sofar > 0 && (
        <span>{t('common.stillReading', { count: pages.sofar })}</span>
      )}
      {row !== null && <span>{t('data.row', { row: row + 1 })}</span>}
    </StatusBar>
  );
}
