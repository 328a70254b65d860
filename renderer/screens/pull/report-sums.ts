import type { PullReport } from '../../../electron/ipc/pull.ts';
import { go } from '../../state/route.ts';
import type { LedgerSum } from '../../widgets/ledger.tsx';
import type { Words } from '../../words/use-words.tsx';
import { isUnlisted } from './unlisted.ts';

/**
 * The sums of a report: listed − already here = new; new + looked at again − not stored = stored; stored −
 * not readable = readable; without warnings + warnings = readable. There is no sum where no list was read,
 * because the number on the servers is then unknown.
 */
export function reportSums(words: Words, report: PullReport): readonly LedgerSum[] {
  const { t } = words;
  const { summary, forms } = report;
  const { counts, kind } = summary;
  if (kind === 'open') return openingSums(words, report);
  const clean = counts.readable - counts.warnings;
  const unlisted = forms.filter(isUnlisted).length;
  if (forms.length > 0 && unlisted === forms.length) return [];
  const again = counts.again ?? 0;
  const leftOut = counts.leftOut ?? 0;
  const stored = t('report.ledger.stored');
  const listed: LedgerSum = {
    lines: [
      {
        label: t('report.ledger.onServers'),
        why:
          unlisted === 0
            ? t('report.ledger.onServers.why', { count: forms.length })
            : t('report.ledger.onServers.listed', { listed: forms.length - unlisted, count: forms.length }),
        count: counts.listed,
        onPress: () => go({ screen: 'forms' }),
      },
      {
        label: t('report.ledger.alreadyHere'),
        count: counts.alreadyHere + again,
        isLess: true,
        onPress: () => go({ screen: 'data' }),
      },
      ...(leftOut > 0 ? [{ label: t('report.ledger.leftOut'), count: leftOut, isLess: true }] : []),
    ],
    result: { label: t('report.ledger.new'), count: counts.toFetch - again },
  };
  return [
    // A retry asks for submissions by their ID and reads no list.
    ...(kind === 'retry' ? [] : [listed]),
    {
      lines: [
        { label: t('report.ledger.new'), count: counts.toFetch - again },
        ...(again > 0 ? [{ label: t('report.ledger.again'), count: again }] : []),
        ...(counts.waiting > 0
          ? [{ label: t('report.ledger.waiting'), count: counts.waiting, isLess: true }]
          : []),
        {
          label: t('report.ledger.notStored'),
          count: counts.notStored,
          tone: 'bad' as const,
          isLess: true,
          onPress: () => go({ screen: 'problems', bucket: 'not-stored' }),
        },
      ],
      result: { label: stored, count: counts.stored, onPress: () => go({ screen: 'data' }) },
    },
    {
      lines: [
        { label: stored, count: counts.stored },
        {
          label: t('report.ledger.notReadable'),
          count: counts.notReadable,
          tone: 'bad' as const,
          isLess: true,
          onPress: () => go({ screen: 'problems', bucket: 'not-readable' }),
        },
      ],
      result: {
        label: t('report.ledger.readable'),
        count: counts.readable,
        onPress: () => go({ screen: 'data' }),
      },
    },
    {
      lines: [
        { label: t('report.ledger.without'), count: clean },
        {
          label: t('report.ledger.warnings'),
          count: counts.warnings,
          tone: 'warn' as const,
          onPress: () => go({ screen: 'problems', bucket: 'warning' }),
        },
      ],
      result: { label: t('report.ledger.readable'), count: counts.readable },
    },
  ];
}

/**
 * The sums of an opening: waited − not tried − waits for another key − not readable = opened; without warnings + warnings
 * = opened.
 */
function openingSums({ t }: Words, report: PullReport): readonly LedgerSum[] {
  const { counts } = report.summary;
  const waiting = stillWaiting(report);
  const opened = {
    label: t('report.ledger.opened'),
    count: counts.readable,
    onPress: () => go({ screen: 'data' }),
  };
  const toProblems = (): void => go({ screen: 'problems', bucket: 'not-readable' });
  return [
    {
      lines: [
        { label: t('report.ledger.waited'), count: counts.toFetch },
        ...(counts.waiting > 0
          ? [{ label: t('report.ledger.waiting'), count: counts.waiting, isLess: true }]
          : []),
        { label: t('report.ledger.stillWaiting'), count: waiting, isLess: true, onPress: toProblems },
        {
          label: t('report.ledger.notReadable'),
          count: counts.notReadable - waiting,
          tone: 'bad',
          isLess: true,
          onPress: toProblems,
        },
      ],
      result: opened,
    },
    {
      lines: [
        { label: t('report.ledger.without'), count: counts.readable - counts.warnings },
        {
          label: t('report.ledger.warnings'),
          count: counts.warnings,
          tone: 'warn',
          onPress: () => go({ screen: 'problems', bucket: 'warning' }),
        },
      ],
      result: opened,
    },
  ];
}

/** How many of the submissions that this run tried no available key decrypts. */
export function stillWaiting({ problems }: Pick<PullReport, 'problems'>): number {
  return problems
    .filter(({ bucket, problem }) => bucket === 'not-readable' && problem.code.startsWith('key.'))
    .reduce((sum, { count }) => sum + count, 0);
}

/** "Opened 85 with A." for each key. */
export function openedText({ t }: Words, opened: PullReport['opened']): string {
  return opened
    .map(({ name, submissions }) => t('report.opened', { count: submissions, key: name }))
    .join(' ');
}

/** The report as text to copy: numbers and problem codes, no answers and no ids. */
export function reportText(words: Words, report: PullReport): string {
  const { t, full, number } = words;
  const sums = reportSums(words, report).map(({ lines, result }) => {
    const left = lines.map(
      (line, i) => `${i === 0 ? '' : line.isLess === true ? '− ' : '+ '}${number(line.count)} ${line.label}`,
    );
    return `${left.join(' ')} = ${number(result.count)} ${result.label}`;
  });
  return [
    `${t(report.summary.kind === 'open' ? 'report.open.title' : 'report.title')}: ${full(report.summary.startedAt)}`,
    ...(report.opened.length === 0 ? [] : [openedText(words, report.opened)]),
    ...sums,
    ...((report.after.deleted ?? 0) > 0 ? [t('report.deleted', { count: report.after.deleted ?? 0 })] : []),
    ...((report.after.unlisted ?? 0) > 0
      ? [t('report.unlisted', { count: report.after.unlisted ?? 0 })]
      : []),
    ...report.notes.map((note) => words.problem(note).sentence),
    ...report.forms.map(({ title, counts }) =>
      [title, counts.toFetch, counts.stored, counts.notStored, counts.readable, counts.notReadable].join(
        '\t',
      ),
    ),
    ...report.problems.map(
      ({ problem, count }) => `${number(count)} ${problem.code}: ${words.problem(problem).sentence}`,
    ),
  ].join('\n');
}
