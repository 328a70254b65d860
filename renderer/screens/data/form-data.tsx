import { type ReactNode, useRef, useState } from 'react';
import type {
  ColumnInfo,
  DataForm,
  Filter,
  TableLayout,
  TableView,
  Wording,
} from '../../../electron/ipc/data.ts';
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
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DataCell } from './cell.tsx';
import { columnTitle, usualWidth } from './column-titles.ts';
import { DataBar } from './data-bar.tsx';
import { type AskedOfTable, DataDialogs } from './data-dialogs.tsx';
import { DataHead } from './data-head.tsx';
import { DataStatus } from './data-status.tsx';
import { DayPlot } from './day-plot.tsx';
import { nextSort } from './next-sort.ts';
import { NothingHere } from './nothing-here.tsx';
import { SheetPane } from './sheet-pane.tsx';
import { useOpenRow } from './use-open-row.ts';

const MOST_COPIED = 10_000;

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
  const [show, setShow] = useState<Wording['show']>('labels');
  const [language, setLanguage] = useState<string | null>(null);
  const [sort, setSort] = useState<TableView['sort']>([]);
  const [layout, setLayout] = useState<TableLayout | null>(null);
  const [asked, setAsked] = useState<AskedOfTable | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const save = useAsk('data.setLayout');

  const info = table.value;
  const wording: Wording = { show, language: language ?? info?.defaultLanguage ?? '' };
  const filters = route.filters ?? [];
  const search = route.search ?? '';
  const view: TableView = {
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
  const showVersion = (version: string | undefined): void => {
    const { version: _, ...rest } = route;
    rows.drop();
    go({ ...rest, formId: form.formId, ...(version === undefined ? {} : { version }) }, 'replace');
  };
  const keepLayout = (next: TableLayout): void => {
    setLayout(next);
    void save.ask({ formId: form.formId, path, layout: next });
  };
  const addFilter = (filter: Filter): void => {
    // A column has one condition at most. There is one range of days at most.
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
  const days = filters.find((filter) => filter.kind === 'days');
  return (
    <>
      <DataHead
        forms={forms}
        form={form}
        info={info}
        version={route.version}
        path={path}
        wording={wording}
        onVersion={showVersion}
        onExport={() => go({ screen: 'export', formId: form.formId, view, columns: ids })}
      />
      <DataBar
        info={info}
        search={search}
        filters={filters}
        wording={wording}
        shown={ids.length}
        find={find}
        onSearch={(text) => change({ search: text })}
        onFilters={(left) => change({ filters: left })}
        onAdd={() => setAsked('pick')}
        onClear={clear}
        onShow={setShow}
        onLanguage={setLanguage}
        onColumns={() => setAsked('columns')}
      />
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
              onFilter={(column) => setAsked({ filter: column })}
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
      <DataStatus
        form={form}
        pages={pages}
        filters={filters}
        hasFilters={hasFilters}
        all={info?.tables.find((one) => one.path === path)?.rows ?? 0}
        row={open?.index ?? null}
        onClear={clear}
      />
      <DataDialogs
        asked={asked}
        formId={form.formId}
        path={path}
        columns={info?.columns}
        shown={ids}
        wording={wording}
        total={pages.total ?? 0}
        onAsked={setAsked}
        onColumns={(next) => keepLayout({ ...shownLayout, columns: next })}
        onRow={rows.scrollTo}
        onFilter={addFilter}
      />
    </>
  );
}
