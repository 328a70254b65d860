import { type ReactNode, useRef, useState } from 'react';
import type { ColumnInfo, DataForm, Filter, TableLayout, View, Wording } from '../../../electron/ipc/data.ts';
import { ask } from '../../state/bridge.ts';
import { useCommand } from '../../state/commands.ts';
import { say } from '../../state/notices.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { go, useRouteOf } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { DataGrid } from '../../widgets/data-grid/data-grid.tsx';
import type { GridColumn } from '../../widgets/data-grid/grid-props.ts';
import { usePages } from '../../widgets/data-grid/page-cache.ts';
import { Empty } from '../../widgets/empty.tsx';
import { FindField } from '../../widgets/field.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { Divider, Tally } from '../../widgets/tally.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DataCell } from './cell.tsx';
import { columnTitle, labelOf, usualWidth } from './column-titles.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { DayPlot } from './day-plot.tsx';
import { FilterChip, filterText } from './filter-chip.tsx';
import { FilterDialog } from './filter-dialog.tsx';
import { GoToRow } from './go-to-row.tsx';
import { PickColumn } from './pick-column.tsx';
import { SheetPane } from './sheet-pane.tsx';
import { useOpenRow } from './use-open-row.ts';

const ALL_VERSIONS = 'all';
const MOST_COPIED = 10_000;
const MOST_SEGMENTS = 4;

/** One form's table: filters, columns, rows, and the sheet of one submission. */
export function FormData({
  forms,
  form,
}: {
  readonly forms: readonly DataForm[];
  readonly form: DataForm;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const route = useRouteOf('data');
  const path = route.path ?? '';
  const table = useReply('data.table', { formId: form.formId, path }, { keep: true });
  const [show, setShow] = useState<'labels' | 'values'>('labels');
  const [language, setLanguage] = useState<string | null>(null);
  const [sort, setSort] = useState<View['sort']>([]);
  const [layout, setLayout] = useState<TableLayout | null>(null);
  const [asked, setAsked] = useState<'columns' | 'row' | 'pick' | null>(null);
  const [filtered, setFiltered] = useState<string | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const save = useAsk('data.setLayout');

  const info = table.value;
  const wording: Wording = { show, language: language ?? info?.defaultLanguage ?? '' };
  const filters = route.filters ?? [];
  const search = route.search ?? '';
  const view: View = {
    formId: form.formId,
    ...(route.version === undefined ? {} : { version: route.version }),
    path,
    filters: [...filters],
    search,
    sort,
  };
  const shownLayout = layout ?? info?.layout ?? { columns: null, widths: {} };
  const ids = (shownLayout.columns ?? info?.defaultColumns ?? []).filter(
    (id) => info?.columns.some((column) => column.id === id) === true,
  );
  const columns = ids.flatMap((id): ColumnInfo[] => info?.columns.filter((column) => column.id === id) ?? []);
  const pages = usePages(JSON.stringify([view, wording, ids]), info?.revision ?? 0, view, wording, ids);

  const { open, goTo, ...rows } = useOpenRow(pages, view, route.submissionId, info !== undefined);

  const change = (part: Partial<typeof route>): void => {
    rows.drop();
    go({ ...route, screen: 'data', formId: form.formId, ...part }, 'replace');
  };
  const keepLayout = (next: TableLayout): void => {
    setLayout(next);
    void save.ask({ formId: form.formId, path, layout: next });
  };
  const addFilter = (filter: Filter): void => {
    // One condition a column, and one range of days.
    const isSame = (one: Filter): boolean =>
      'column' in one && 'column' in filter ? one.column === filter.column : one.kind === filter.kind;
    const others = filters.filter((one) => !isSame(one));
    change({ filters: [...others, filter] });
  };
  const clear = (): void => change({ filters: [], search: '' });
  const copy = async (from: number, to: number): Promise<void> => {
    if (to - from >= MOST_COPIED) {
      say(t('data.copyMany'), {
        label: t('data.export'),
        run: () => go({ screen: 'export', formId: form.formId, view }),
      });
      return;
    }
    const { text } = await ask('data.copy', { view, wording, columns: [...ids], ranges: [{ from, to }] });
    await ask('app.copy', { text });
    say(t('common.copied'));
  };

  useCommand('find', () => find.current?.focus());
  useCommand('clear-filters', clear);
  useCommand('go-to-row', () => setAsked('row'));
  useCommand('start-export', () => go({ screen: 'export', formId: form.formId }));

  const hasFilters = filters.length > 0 || search !== '';
  const grid: readonly GridColumn[] = columns.map((column) => ({
    id: column.id,
    title: columnTitle(words, column, wording),
    width: shownLayout.widths[column.id] ?? usualWidth(words, column, wording),
    isNumber: column.type === 'integer' || column.type === 'decimal',
    sort: sort.find((one) => one.column === column.id)?.direction ?? 'none',
    isFiltered: filters.some((filter) => 'column' in filter && filter.column === column.id),
  }));
  const filterColumn = info?.columns.find(({ id }) => id === filtered);
  const tables = info?.tables ?? [];
  const days = filters.find((filter) => filter.kind === 'days');
  const tableOptions = tables.map((one) => ({
    id: one.path,
    label: `${one.path === '' ? t('data.table.submissions') : labelOf(one.labels, one.name, { ...wording, show: 'labels' })} ${words.number(one.rows)}`,
  }));
  return (
    <>
      <Head title={t('data.title')}>
        <div className="row data-choice">
          <Picker
            label={t('data.form')}
            value={form.formId}
            width={220}
            options={forms.map(({ formId, title }) => ({ id: formId, label: title }))}
            onChange={(formId) => go({ screen: 'data', formId })}
          />
          <Picker
            label={t('data.version')}
            value={route.version === undefined ? ALL_VERSIONS : `v${route.version}`}
            options={[
              { id: ALL_VERSIONS, label: t('data.version.all') },
              ...(info?.versions ?? []).map(({ version }) => ({
                id: `v${version}`,
                label: version === '' ? t('data.version.none') : version,
              })),
            ]}
            onChange={(id) => {
              const { version: _, ...rest } = route;
              rows.drop();
              go(
                id === ALL_VERSIONS
                  ? { ...rest, formId: form.formId }
                  : { ...rest, formId: form.formId, version: id.slice(1) },
                'replace',
              );
            }}
          />
          {tables.length > 1 &&
            (tables.length <= MOST_SEGMENTS ? (
              <Segmented
                label={t('data.tables')}
                value={path}
                options={tableOptions}
                onChange={(next) => go({ screen: 'data', formId: form.formId, path: next })}
              />
            ) : (
              <Picker
                label={t('data.tables')}
                value={path}
                options={tableOptions}
                onChange={(next) => go({ screen: 'data', formId: form.formId, path: next })}
              />
            ))}
        </div>
        <Button
          kind="primary"
          icon="file-output"
          onPress={() => go({ screen: 'export', formId: form.formId, view, columns: ids })}
        >
          {t('data.export')}
        </Button>
      </Head>
      <div className="bar data-bar">
        <FindField
          label={t('data.search')}
          value={search}
          inputRef={find}
          width={190}
          onChange={(text) => change({ search: text })}
        />
        {filters.map((filter, i) => {
          const text = filterText(words, filter, info?.columns ?? [], wording);
          return (
            <FilterChip
              key={JSON.stringify(filter)}
              text={text}
              onRemove={() => change({ filters: filters.filter((_, at) => at !== i) })}
            />
          );
        })}
        <Button kind="quiet" icon="plus" onPress={() => setAsked('pick')}>
          {t('data.filter.add')}
        </Button>
        {hasFilters && (
          <Button kind="quiet" onPress={clear}>
            {t('common.clearFilters')}
          </Button>
        )}
        <span className="grow" />
        <Segmented
          label={t('data.show')}
          value={show}
          onChange={setShow}
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
            onChange={setLanguage}
          />
        )}
        <Button
          icon="columns-3"
          label={`${t('data.columns.name')}: ${t('data.columns', { shown: ids.length, all: info?.columns.length ?? 0 })}`}
          onPress={() => setAsked('columns')}
        >
          {t('data.columns', { shown: ids.length, all: info?.columns.length ?? 0 })}
        </Button>
      </div>
      {table.state === 'refused' && <ProblemNotice problem={table.problem} again={table.again} />}
      {pages.problem !== null && <ProblemNotice problem={pages.problem} />}
      <div className={open === null ? 'whole' : 'split side-end data-split'}>
        <div className="data-main grow">
          {path === '' && form.readable > 0 && (
            <DayPlot
              formId={form.formId}
              days={days?.kind === 'days' ? days : null}
              onDays={(from, to) => addFilter({ kind: 'days', from, to })}
            />
          )}
          {info === undefined ? (
            <LoadingRows screen={t('data.title')} />
          ) : form.readable === 0 ? (
            <NothingHere form={form} />
          ) : pages.counted === 0 && hasFilters ? (
            <Empty
              title={t('data.empty.noMatch')}
              actions={<Button onPress={clear}>{t('common.clearFilters')}</Button>}
            />
          ) : (
            <DataGrid
              label={form.title}
              columns={grid}
              pages={pages}
              selected={open?.index ?? null}
              goTo={goTo}
              cell={(row, column, at) => {
                const found = columns[at];
                return found === undefined ? null : (
                  <DataCell
                    row={row}
                    column={found}
                    value={row.cells[at] ?? null}
                    isFirst={at === 0}
                    key={column.id}
                  />
                );
              }}
              onSelect={rows.openAt}
              onClose={rows.close}
              onSort={(column, isSecond) => {
                rows.drop();
                setSort(nextSort(sort, column, isSecond));
              }}
              onFilter={(column) => setFiltered(column)}
              onResize={(column, width) =>
                keepLayout({ ...shownLayout, widths: { ...shownLayout.widths, [column]: width } })
              }
              onMove={(column, before) => {
                const rest = ids.filter((id) => id !== column);
                const at = rest.indexOf(before);
                keepLayout({ ...shownLayout, columns: rest.toSpliced(at, 0, column) });
              }}
              onCopy={(from, to) => void copy(from, to)}
            />
          )}
        </div>
        {open !== null && (
          <SheetPane
            submissionId={open.submissionId}
            wording={wording}
            place={open.index}
            total={pages.total ?? 0}
            move={rows.move}
            show={rows.show}
            close={rows.close}
          />
        )}
      </div>
      <StatusBar>
        <Tally
          result={{
            count: form.here,
            word: 'data.tally.here',
            onPress: () => change({ filters: [], search: '' }),
          }}
          terms={[
            {
              count: form.readable,
              word: 'data.tally.readable',
              onPress: () => change({ filters: [], search: '' }),
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
                    all: tables.find((one) => one.path === path)?.rows ?? 0,
                  })}
            </span>
          </>
        )}
        {pages.counted === null && pages.sofar > 0 && (
          <span>{t('common.stillReading', { count: pages.sofar })}</span>
        )}
        {open?.index != null && <span>{t('data.row', { row: open.index + 1 })}</span>}
      </StatusBar>
      {asked === 'columns' && info !== undefined && (
        <ColumnsDialog
          columns={info.columns}
          shown={ids}
          wording={wording}
          onChange={(next) => keepLayout({ ...shownLayout, columns: [...next] })}
          onReset={() => keepLayout({ ...shownLayout, columns: null })}
          close={() => setAsked(null)}
        />
      )}
      {asked === 'row' && (
        <GoToRow
          total={pages.total ?? 0}
          close={() => setAsked(null)}
          onGo={(index) => {
            setAsked(null);
            rows.scrollTo(index);
          }}
        />
      )}
      {asked === 'pick' && info !== undefined && (
        <PickColumn
          columns={info.columns}
          wording={wording}
          close={() => setAsked(null)}
          onPick={(id) => {
            setAsked(null);
            setFiltered(id);
          }}
          onFilter={(filter) => {
            setAsked(null);
            addFilter(filter);
          }}
        />
      )}
      {filterColumn !== undefined && (
        <FilterDialog
          column={filterColumn}
          title={columnTitle(words, filterColumn, wording)}
          formId={form.formId}
          path={path}
          language={wording.language}
          close={() => setFiltered(null)}
          onApply={(filter) => {
            setFiltered(null);
            addFilter(filter);
          }}
        />
      )}
    </>
  );
}

/** Ascending, descending, none; with Shift as the second column. */
function nextSort(sort: View['sort'], column: string, isSecond: boolean): View['sort'] {
  const before = sort.find((one) => one.column === column);
  const next =
    before === undefined
      ? { column, direction: 'ascending' as const }
      : before.direction === 'ascending'
        ? { column, direction: 'descending' as const }
        : null;
  const others = isSecond ? sort.filter((one) => one.column !== column).slice(0, 1) : [];
  return next === null ? others : [...others, next];
}

function NothingHere({ form }: { readonly form: DataForm }): ReactNode {
  const { t } = useWords();
  return form.here > 0 ? (
    <Empty
      title={t('data.empty.noneReadable', { count: form.here })}
      actions={<Button onPress={() => go({ screen: 'keys', add: true })}>{t('data.empty.addKey')}</Button>}
    >
      {t('data.empty.noneReadable.text')}
    </Empty>
  ) : (
    <Empty
      title={t('data.empty.notPulled')}
      actions={
        <Button onPress={() => go({ screen: 'forms', filter: 'to-pull' })}>{t('data.empty.pull')}</Button>
      }
    >
      {form.toPull !== null && t('data.empty.notPulled.text', { count: form.toPull })}
    </Empty>
  );
}
