import type { ReactNode } from 'react';
import type {
  LeaveItem,
  LeavePlan,
  LeaveRow,
  LeftReport,
  ReadableFolder,
} from '../../../electron/ipc/leave.ts';
import { Icon } from '../../widgets/icon.tsx';
import { Notice } from '../../widgets/notice.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';

/**
 * Which readable answers stay on this computer, and where, after these items are deleted. An empty list means
 * none.
 */
export function readableLeft(
  words: Words,
  plan: LeavePlan,
  chosen: ReadonlySet<LeaveItem>,
): readonly string[] {
  const { t } = words;
  const exports = plan.rows.find(({ item }) => item === 'exports');
  return [
    ...(chosen.has('workspace') || plan.workspace.readable === 0 ? [] : [readableIn(words, plan.workspace)]),
    ...plan.otherWorkspaces.filter(({ readable }) => readable !== 0).map((one) => readableIn(words, one)),
    ...(exports === undefined || exports.count === 0 || chosen.has('exports')
      ? []
      : [t('leave.readable.exports', { count: exports.count, path: exports.where })]),
  ];
}

function readableIn({ t }: Words, { path, readable }: ReadableFolder): string {
  return readable === null
    ? t('leave.readable.unknown', { path })
    : t('leave.readable.in', { count: readable, path });
}

/** Says before leaving which answers stay readable, and where. */
export function ReadableNotice({
  plan,
  chosen,
}: {
  readonly plan: LeavePlan;
  readonly chosen: ReadonlySet<LeaveItem>;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const left = readableLeft(words, plan, chosen);
  if (left.length === 0) return <Notice tone="good">{t('leave.readable.none')}</Notice>;
  return (
    <Notice tone="warn" title={t('leave.readable.stays')}>
      <ReadableList lines={left} />
    </Notice>
  );
}

/** The places with readable answers, one line each. */
export function ReadableList({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <ul className="stays">
      {lines.map((line) => (
        <li key={line}>
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Everything that is still on this computer after leaving, one line each. */
export function remaining(words: Words, report: LeftReport): readonly string[] {
  const { t } = words;
  const own = (row: LeaveRow): string => {
    const what = words.maybe(`leave.item.${row.item}`, { count: row.count }) ?? row.item;
    return row.where === '' ? what : t('leave.remains.item', { what, path: row.where });
  };
  return [
    ...report.workspaces.map((one) => readableIn(words, one)),
    ...report.kept.filter(({ item }) => item !== 'workspace').map(own),
    ...report.stays.map(({ what, path }) => words.maybe(`leave.stays.${what}`, { path }) ?? path),
  ];
}

/** The confirming dialog's text: which answers stay readable afterwards, or that none do. */
export function ReadableReminder({
  plan,
  chosen,
}: {
  readonly plan: LeavePlan;
  readonly chosen: ReadonlySet<LeaveItem>;
}): ReactNode {
  const words = useWords();
  const left = readableLeft(words, plan, chosen);
  if (left.length === 0) return <p>{words.t('leave.readable.none')}</p>;
  return (
    <>
      <p className="strong">
        <Icon name="triangle-alert" inText className="warn" /> {words.t('leave.readable.stays')}
      </p>
      <ReadableList lines={left} />
    </>
  );
}
