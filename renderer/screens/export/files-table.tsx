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
  | { readonly kind: 'table'; readonly file: PlannedFile }
  | { readonly kind: 'media'; readonly count: Media };

/** The content of the media folder; null while it is counted. */
export type Media = Reply<'export.media'> | null;

const MEDIA = 'media/';
const MEGABYTE = 1e6;

function nameOf(row: Row): string {
  return row.kind === 'table' ? row.file.file : MEDIA;
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
  /** The file in the preview. */
  readonly shown: string | null;
  readonly show: (file: string) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const rows: Row[] = plan.files.map((file) => ({ kind: 'table', file }));
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
        rowId={nameOf}
        selected={shown}
        onSelect={(row) => {
          if (row.kind === 'table') show(row.file.file);
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
        <>
          <Icon name={row.kind === 'media' ? 'folder' : 'file-text'} inText />{' '}
          <bdi title={nameOf(row)}>{row.kind === 'media' ? t('export.files.media') : row.file.file}</bdi>
        </>
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
        return row.file.rows === null ? null : t('export.files.rows.count', { count: row.file.rows });
      },
    },
    {
      id: 'columns',
      title: t('export.files.columns'),
      width: 106,
      isNumber: true,
      cell: (row) =>
        row.kind === 'media' ? null : t('export.files.columns.count', { count: row.file.columns }),
    },
    {
      id: 'size',
      title: t('export.files.size'),
      width: 120,
      isNumber: true,
      isOnlyWide: true,
      cell: (row) => (
        <span className="secondary">
          {sizeText(words, row.kind === 'media' ? (row.count?.bytes ?? null) : row.file.bytes)}
        </span>
      ),
    },
    {
      id: 'state',
      title: t('export.files.state'),
      width: 156,
      cell: (row) => <FileState row={row} status={status} />,
    },
  ];
}

function sizeText({ t, bytes }: Words, size: number | null): string {
  if (size === null) return '';
  if (size < MEGABYTE) return t('export.files.size.under', { size: bytes(MEGABYTE) });
  return t('export.files.size.about', { size: bytes(size) });
}

function FileState({ row, status }: { readonly row: Row; readonly status: ExportStatus | null }): ReactNode {
  const { t } = useWords();
  if (row.kind === 'media') return <span className="secondary">{t('export.files.adds')}</span>;
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
