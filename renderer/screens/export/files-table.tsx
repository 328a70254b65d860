import type { ReactNode } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { Reply } from '../../../electron/ipc/contract.ts';
import type { ExportPlan, ExportStatus, PlannedFileOfPart } from '../../../electron/ipc/export.ts';
import { Icon } from '../../widgets/icon.tsx';
import { type Column, type Group, PlainTable } from '../../widgets/plain-table.tsx';
import { ProgressBar } from '../../widgets/progress-bar.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { countsOf, databaseOf } from './in-database.ts';
import { partName } from './part-name.ts';
import { shortPath } from './short-path.ts';

type Row =
  | { readonly kind: 'file'; readonly file: PlannedFileOfPart }
  | { readonly kind: 'table'; readonly file: PlannedFileOfPart; readonly table: Table }
  | { readonly kind: 'media'; readonly count: Media };

type Table = NonNullable<PlannedFileOfPart['tables']>[number];

/** The table in the preview; `table` is null when the file is the table. */
export interface ShownTable {
  /** The position of its part in the plan. */
  readonly part: number;
  readonly file: string;
  readonly table: string | null;
}

/** The content of the media folder; null while it is counted. */
export type Media = Reply<'export.media'> | null;

const MEDIA = 'media/';
const MEGABYTE = 1e6;

/** The table that is shown before the user chooses one. */
export function firstTable({ files: [first] }: ExportPlan): ShownTable | null {
  return first === undefined
    ? null
    : { part: first.part, file: first.file, table: first.tables?.[0]?.table ?? null };
}

/** Each file, and below a file with several tables each of them. */
function rowsOf(files: readonly PlannedFileOfPart[]): Row[] {
  return files.flatMap((file): Row[] => [
    { kind: 'file', file },
    ...(file.tables ?? []).map((table): Row => ({ kind: 'table', file, table })),
  ]);
}

/** The rows of each part below its name, when there are several; a part that cannot be written says why. */
function groupsOf(words: Words, { files, parts }: ExportPlan, media: Media | undefined): Group<Row>[] {
  const rows: Row[] = media === undefined ? [] : [{ kind: 'media', count: media }];
  if (parts.length < 2) return [{ id: 'files', title: null, rows: [...rowsOf(files), ...rows] }];
  const groups = parts.map((part, at) => {
    const own = files.filter((file) => file.part === at);
    const name = partName(words, part, parts);
    return {
      id: String(at),
      title: <PartTitle name={name} problem={part.problem} isNothingNew={own.length === 0} />,
      rows: rowsOf(own),
    };
  });
  return media === undefined ? groups : [...groups, { id: 'media', title: null, rows }];
}

function PartTitle({
  name,
  problem,
  isNothingNew,
}: {
  readonly name: string;
  readonly problem: ProblemView | null;
  /** A part without files, and without a problem, has nothing new to write. */
  readonly isNothingNew: boolean;
}): ReactNode {
  const words = useWords();
  return (
    <>
      <bdi>{name}</bdi>
      {problem === null && isNothingNew && (
        <span className="export-part-problem">{words.t('export.start.nothingNew')}</span>
      )}
      {problem !== null && (
        <span className="export-part-problem">
          <StateMark icon="triangle-alert" tone="warn">
            {words.t('export.part.leftOut')}
          </StateMark>{' '}
          {words.problem(problem).sentence}
        </span>
      )}
    </>
  );
}

function nameOf(row: Row): string {
  if (row.kind === 'media') return MEDIA;
  return row.kind === 'table' ? row.table.table : row.file.file;
}

function idOf(row: Row): string {
  if (row.kind === 'media') return MEDIA;
  const { part, file } = row.file;
  return tableId({ part, file, table: row.kind === 'table' ? row.table.table : null });
}

/** No file name has a slash. */
function tableId({ part, file, table }: ShownTable): string {
  return table === null ? `${part}/${file}` : `${part}/${file}/${table}`;
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
  const database = databaseOf(plan.parts);
  const isDatabase = database === 'all';
  const { files, tables } = countsOf(plan);
  const summary = {
    files,
    media: media === undefined ? 'no' : 'yes',
    folder: shortPath(plan.folder),
  };
  const heading = t(isDatabase ? 'export.tables' : 'export.files');
  return (
    <>
      <div className="export-heading">
        <h2>{heading}</h2>
        {isDatabase ? (
          <span className="secondary cut">{t('export.tables.summary', { tables })}</span>
        ) : (
          <span className="secondary cut" title={plan.folder}>
            {t('export.files.summary', summary)}
            {database === 'some' && ` · ${t('export.tables.summary', { tables })}`}
          </span>
        )}
      </div>
      <PlainTable
        label={heading}
        columns={columnsOf(words, status, plan)}
        groups={groupsOf(words, plan, media)}
        rowId={idOf}
        selected={shown === null ? null : tableId(shown)}
        onSelect={(row) => {
          if (row.kind === 'media') return;
          const first = row.kind === 'table' ? row.table : row.file.tables?.[0];
          show({ part: row.file.part, file: row.file.file, table: first?.table ?? null });
        }}
        isDense
        fits
      />
    </>
  );
}

function columnsOf(
  words: Words,
  status: ExportStatus | null,
  { parts }: Pick<ExportPlan, 'parts'>,
): readonly Column<Row>[] {
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
        const { rows } = row.kind === 'table' ? row.table : row.file;
        return rows === null || row.file.isGuide === true
          ? null
          : t('export.files.rows.count', { count: rows });
      },
    },
    {
      id: 'columns',
      title: t('export.files.columns'),
      width: 106,
      isNumber: true,
      cell: (row) => {
        if (row.kind === 'media' || row.file.isGuide === true) return null;
        const { columns } = row.kind === 'table' ? row.table : row.file;
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
      cell: (row) => (
        <FileState
          row={row}
          status={status}
          isDatabase={row.kind !== 'media' && parts[row.file.part]?.goesTo === 'server'}
        />
      ),
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

function FileState({
  row,
  status,
  isDatabase,
}: {
  readonly row: Row;
  readonly status: ExportStatus | null;
  readonly isDatabase: boolean;
}): ReactNode {
  const { t } = useWords();
  if (row.kind === 'media') return <span className="secondary">{t('export.files.adds')}</span>;
  if (row.kind === 'table') return null;
  const { file, part, rows, existing } = row.file;
  const isOfPart = status?.state === 'running' && status.part === part;
  const running = isOfPart ? status.files.find((one) => one.file === file) : undefined;
  if (running !== undefined && rows !== null) {
    const text = t('export.files.progress', { done: running.rows, total: rows });
    return <ProgressBar done={running.rows} trouble={0} total={rows} label={file} text={text} />;
  }
  if (isDatabase) return <span className="secondary">{t('export.tables.schema')}</span>;
  if (existing === null) return <span className="secondary">{t('export.files.new')}</span>;
  if (existing.isOurs) return <StateMark icon="history">{t('export.files.replaces.ours')}</StateMark>;
  return (
    <StateMark icon="triangle-alert" tone="warn">
      {t('export.files.replaces')}
    </StateMark>
  );
}
