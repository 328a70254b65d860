import type { ReactNode } from 'react';
import type { ColumnInfo, Filter, Wording } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { columnTitle } from './column-titles.ts';
import { factValue } from './fact-value.ts';

/** A filter in words. */
export function filterText(
  words: Words,
  filter: Filter,
  columns: readonly ColumnInfo[],
  wording: Wording,
): string {
  const { t } = words;
  const name = (id: string): string => {
    const column = columns.find((one) => one.id === id);
    return column === undefined ? id : columnTitle(words, column, wording);
  };
  const how = words.maybe(`data.filter.${filter.kind}`) ?? '';
  switch (filter.kind) {
    case 'is':
    case 'is-not':
      return t('data.chip.values', {
        column: name(filter.column),
        how,
        count: filter.values.length,
        value: factValue(words, filter.column, filter.values[0] ?? '') ?? filter.values[0] ?? '',
      });
    case 'contains':
    case 'starts':
      return t('data.chip.text', { column: name(filter.column), how, text: filter.text });
    case 'empty':
    case 'not-empty':
      return t('data.chip.plain', { column: name(filter.column), how });
    case 'between':
      return t('data.chip.between', {
        column: name(filter.column),
        from: filter.from ?? '…',
        to: filter.to ?? '…',
      });
    case 'days':
      return t('data.chip.days', { from: words.day(filter.from), to: words.day(filter.to) });
    case 'pull':
      return t('data.chip.pull');
    case 'only-here':
      return t('data.chip.only-here');
    case 'unlisted':
      return t('data.chip.unlisted');
    case 'all-versions':
      return t('data.chip.all-versions');
    case 'cause':
      return t('data.chip.cause', { cause: words.maybe(`codes.${filter.code}.heading`) ?? filter.code });
    case 'parent':
      return t('data.chip.parent');
  }
}

/** A filter as a chip with a button that removes it. */
export function FilterChip({
  text,
  onRemove,
}: {
  readonly text: string;
  readonly onRemove: () => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <span className="chip">
      <Icon name="filter" inText />
      <bdi className="cut" title={text}>
        {text}
      </bdi>
      <Button kind="quiet" icon="x" label={`${t('data.filter.remove')}: ${text}`} onPress={onRemove} />
    </span>
  );
}
