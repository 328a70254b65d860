import type { ReactNode } from 'react';
import type { Reply } from '../../../electron/ipc/contract.ts';
import type { ExportPlan, ExportStatus, PlannedFile } from '../../../electron/ipc/export.ts';
import { Icon } from '../../widgets/icon.tsx';
import { type Column, PlainTable } from '../../widgets/plain-table.tsx';
import { ProgressBar } from '../../widgets/progress-bar.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { shortPath } from './short-path.ts';

type Row =
  | { readonly kind: 'file'; readonly file: PlannedFile }
  | { readonly kind: 'table'; readonly file: PlannedFile; readonly part: Part }
  | { readonly kind: 'media'; readonly count: Media };

type Part = NonNullable<PlannedFile['tables']>[number];

/** The table in the preview; `table` is null when the file is the table. */
export interface ShownTable {
  readonly file: string;
  readonly table: string | null;
}

/** The content of the media folder; null while it is counted. */
export type Media = Reply<'export.media'> | null;

const MEDIA = 'media/';
const MEGABYTE = 1e6;

/** The table that is shown before the user chooses one. */
export function firstTable({ files: [first] }: ExportPlan): ShownTable | null {
  return first === undefined ? null : { file: first.file, table: first.tables?.[0]?.table ?? null };
}

/** Each file, and below a file with several tables each of them. */
function rowsOf({ files }: ExportPlan): Row[] {
  return files.flatMap((file): Row[] => [
    { kind: 'file', file },
    ...(file.tables ?? []).map((part): Row => ({ kind: 'table', file, part })),
  ]);
}

function nameOf(row: Row): string {
  if (row.kind === 'media') return MEDIA;
  return row.kind === 'table' ? row.part.table : row.file.file;
}

function idOf(row: Row): string {
  return row.kind === 'table' ? partId(row.file.file, row.part.table) : nameOf(row);
}

/** No file name has a slash. */
function partId(file: string, table: string): string {
  return `${file}/${table}`;
}

/** The files that an export will make. During the export, how far each file is. */
export function FilesTable({
  plan,
  media,
  status,
  shown,
  show,
}: {
  readonly plan: ExportPlan;
  /** undefined when there is no media folder. */
  readonly media: Media | undefined;
  readonly status: ExportStatus | null;
  readonly shown: ShownTable | null;
  readonly show: (table: ShownTable) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const rows = rowsOf(plan);
  if (media !== undefined) rows.push({ kind: 'media', count: media });
  const summary = {
    files: plan.files.length,
    media: media === undefined ? 'no' : 'yes',
    folder: shortPath(plan.folder),
  };
  return (
    <>
      <div className="export-heading">
        <h2>{t('export.files')}</h2>
        <span className="secondary cut" title={plan.folder}>
          {t('export.files.summary', summary)}
        </span>
      </div>
      <PlainTable
        label={t('export.files')}
        columns={columnsOf(words, status)}
        groups={[{ id: 'files', title: null, rows }]}
        rowId={idOf}
        selected={shown === null ? null : shown.table === null ? shown.file : partId(shown.file, shown.table)}
        onSelect={(row) => {
          if (row.kind === 'media') return;
          const first = row.kind === 'table' ? row.part : row.file.tables?.[0];
          show({ file: row.file.file, table: first?.table ?? null });
        }}
        isDense
        fits
      />
    </>
  );
}

function columnsOf(words: Words, status: ExportStatus | null): readonly Column<Row>[] {
  const { t } = words;
  return [
    {
      id: 'file',
      title: t('export.files.file'),
      cell: (row) => (
        <span className={row.kind === 'table' ? 'indented' : undefined}>
          <Icon name={ICONS[row.kind]} inText />{' '}
          <bdi title={nameOf(row)}>{row.kind === 'media' ? t('export.files.media') : nameOf(row)}</bdi>
        </span>
      ),
    },
    {
      id: 'rows',
      title: t('export.files.rows'),
      width: 104,
      isNumber: true,
      cell: (row) => {
        if (row.kind === 'media')
          return row.count === null
            ? t('export.files.media.counting')
            : t('export.files.media.count', { count: row.count.files });
        const { rows } = row.kind === 'table' ? row.part : row.file;
        return rows === null ? null : t('export.files.rows.count', { count: rows });
      },
    },
    {
      id: 'columns',
      title: t('export.files.columns'),
      width: 106,
      isNumber: true,
      cell: (row) => {
        if (row.kind === 'media') return null;
        const { columns } = row.kind === 'table' ? row.part : row.file;
        return t('export.files.columns.count', { count: columns });
      },
    },
    {
      id: 'size',
      title: t('export.files.size'),
      width: 120,
      isNumber: true,
      isOnlyWide: true,
      cell: (row) => <span className="secondary">{sizeText(words, bytesOf(row))}</span>,
    },
    {
      id: 'state',
      title: t('export.files.state'),
      width: 156,
      cell: (row) => <FileState row={row} status={status} />,
    },
  ];
}

const ICONS = { file: 'file-text', table: 'table-2', media: 'folder' } as const;

function bytesOf(row: Row): number | null {
  if (row.kind === 'media') return row.count?.bytes ?? null;
  return row.kind === 'file' ? row.file.bytes : null;
}

function sizeText({ t, bytes }: Words, size: number | null): string {
  if (size === null) return '';
  if (size < MEGABYTE) return t('export.files.size.under', { size: bytes(MEGABYTE) });
  return t('export.files.size.about', { size: bytes(size) });
}

function FileState({ row, status }: { readonly row: Row; readonly status: ExportStatus | null }): ReactNode {
  const { t } = useWords();
  if (row.kind === 'media') return <span className="secondary">{t('export.files.adds')}</span>;
  if (row.kind === 'table') return null;
  const { file, rows, existing } = row.file;
  const running = status?.state === 'running' ? status.files.find((one) => one.file === file) : undefined;
  if (running !== undefined && rows !== null) {
    const text = t('export.files.progress', { done: running.rows, total: rows });
    return <ProgressBar done={running.rows} trouble={0} total={rows} label={file} text={text} />;
  }
  if (existing === null) return <span className="secondary">{t('export.files.new')}</span>;
  if (existing.isOurs) return <StateMark icon="history">{t('export.files.replaces.ours')}</StateMark>;
  return (
    <StateMark icon="triangle-alert" tone="warn">
      {t('export.files.replaces')}
    </StateMark>
  );
}
