import type { PullReport } from '../../../electron/ipc/pull.ts';
import { go } from '../../state/route.ts';
import type { LedgerSum } from '../../widgets/ledger.tsx';
import type { Words } from '../../words/use-words.tsx';
import { isUnlisted } from './unlisted.ts';

/**
 * The sums of a report: listed − already here = new; new + looked at again − not stored = stored; stored − not readable =
 * readable. None where no list was read: what is on the servers is not known then.
 */
export function reportSums({ t }: Words, { summary, forms }: PullReport): readonly LedgerSum[] {
  const { counts, kind } = summary;
  const clean = counts.readable - counts.warnings;
  const unlisted = forms.filter(isUnlisted).length;
  if (forms.length > 0 && unlisted === forms.length) return [];
  const again = counts.again ?? 0;
  const leftOut = counts.leftOut ?? 0;
  const stored = t(kind === 'open' ? 'report.ledger.tried' : 'report.ledger.stored');
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
    // What waits here, or was tried again by its name, was listed by no server.
    ...(kind === 'open' || kind === 'retry' ? [] : [listed]),
    {
      lines: [
        kind === 'open'
          ? { label: t('report.ledger.waited'), count: counts.toFetch }
          : { label: t('report.ledger.new'), count: counts.toFetch - again },
        ...(again > 0 && kind !== 'open' ? [{ label: t('report.ledger.again'), count: again }] : []),
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
    `${t('report.title')}: ${full(report.summary.startedAt)}`,
    ...sums,
    ...((report.after.deleted ?? 0) > 0 ? [t('report.deleted', { count: report.after.deleted ?? 0 })] : []),
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
