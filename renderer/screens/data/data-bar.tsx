import type { ReactNode, RefObject } from 'react';
import type { DataTable, Filter, Wording } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { FindField } from '../../widgets/field.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FilterChip, filterText } from './filter-chip.tsx';

/** The bar above a table: search and filters, the wording of answers, and the columns. */
export function DataBar({
  info,
  search,
  filters,
  wording,
  shown,
  find,
  onSearch,
  onFilters,
  onAdd,
  onClear,
  onShow,
  onLanguage,
  onColumns,
}: {
  /** undefined while it loads. */
  readonly info: DataTable | undefined;
  readonly search: string;
  readonly filters: readonly Filter[];
  readonly wording: Wording;
  /** How many columns are shown. */
  readonly shown: number;
  readonly find: RefObject<HTMLInputElement | null>;
  readonly onSearch: (text: string) => void;
  readonly onFilters: (filters: readonly Filter[]) => void;
  /** Asks which column to filter next. */
  readonly onAdd: () => void;
  readonly onClear: () => void;
  readonly onShow: (show: Wording['show']) => void;
  readonly onLanguage: (language: string) => void;
  readonly onColumns: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const counted = t('data.columns', { shown, all: info?.columns.length ?? 0 });
  return (
    <div className="bar data-bar">
      <FindField label={t('data.search')} value={search} inputRef={find} width={190} onChange={onSearch} />
      {filters.map((filter, i) => {
        const text = filterText(words, filter, info?.columns ?? [], wording);
        return (
          <FilterChip
            key={JSON.stringify(filter)}
            text={text}
            onRemove={() => onFilters(filters.filter((_, at) => at !== i))}
          />
        );
      })}
      <Button kind="quiet" icon="plus" onPress={onAdd}>
        {t('data.filter.add')}
      </Button>
      {(filters.length > 0 || search !== '') && (
        <Button kind="quiet" onPress={onClear}>
          {t('common.clearFilters')}
        </Button>
      )}
      <span className="grow" />
      <Segmented
        label={t('data.show')}
        value={wording.show}
        onChange={onShow}
        options={[
          { id: 'labels', label: t('data.show.labels') },
          { id: 'values', label: t('data.show.values') },
        ]}
      />
      {(info?.languages.length ?? 0) > 1 && (
        <Picker
          label={t('data.language')}
          value={wording.language}
          options={(info?.languages ?? []).map((id) => ({
            id,
            label: id === '' ? t('data.language.default') : id,
          }))}
          onChange={onLanguage}
        />
      )}
      <Button icon="columns-3" label={`${t('data.columns.name')}: ${counted}`} onPress={onColumns}>
        {counted}
      </Button>
    </div>
  );
}
