import type { PullForm, PullStatus } from '../../../electron/ipc/pull.ts';
import { go } from '../../state/route.ts';
import { NumberCell } from '../../widgets/number-cell.tsx';
import type { Column } from '../../widgets/plain-table.tsx';
import { ProgressBar } from '../../widgets/progress-bar.tsx';
import type { Words } from '../../words/use-words.tsx';
import { StepMark } from './outcome-mark.tsx';
import { shortTimeLeft } from './time-left.ts';

/** The columns of the table of a running pull. */
export function runningColumns(
  words: Words,
  { forms, totals, secondsLeft, kind }: PullStatus,
): readonly Column<PullForm>[] {
  const { t, number } = words;
  const titleOf = (id: 'new' | 'stored' | 'waiting' | 'notStored' | 'readable' | 'notReadable'): string => {
    if (kind !== 'open') return t(`pull.column.${id}`);
    if (id === 'new') return t('report.ledger.waited');
    return id === 'stored' ? t('report.ledger.tried') : t(`pull.column.${id}`);
  };
  const count = (
    id: 'new' | 'stored' | 'waiting' | 'notStored' | 'readable' | 'notReadable',
    width: number,
    pick: (form: { readonly counts: PullForm['counts'] }) => number,
    options: { readonly tone?: 'bad'; readonly onPress?: (form: PullForm) => void } = {},
  ): Column<PullForm> => ({
    id,
    title: titleOf(id),
    width,
    isNumber: true,
    cell: (form) => {
      const { onPress, tone } = options;
      const value = pick(form);
      return (
        <NumberCell
          count={value}
          {...(tone === undefined ? {} : { tone })}
          {...(onPress === undefined
            ? {}
            : {
                onPress: () => onPress(form),
                label: `${number(value)} ${titleOf(id)}, ${form.title}`,
              })}
        />
      );
    },
    total: number(pick({ counts: totals })),
  });
  return [
    {
      id: 'form',
      title: t('pull.column.form'),
      cell: (form) => <bdi title={form.title}>{form.title}</bdi>,
      total: t('pull.allForms', { count: forms.length }),
    },
    { id: 'step', title: t('pull.column.step'), width: 168, cell: (form) => <StepMark step={form.step} /> },
    {
      id: 'progress',
      title: t('pull.column.progress'),
      width: 132,
      cell: ({ title, counts }) => (
        <ProgressBar
          done={counts.stored - counts.notReadable}
          trouble={counts.notStored + counts.notReadable}
          total={counts.toFetch}
          label={title}
          text={t('pull.progress', {
            stored: counts.stored,
            all: counts.toFetch,
            problems: counts.notStored + counts.notReadable,
          })}
        />
      ),
    },
    count('new', 74, ({ counts }) => counts.toFetch),
    count('stored', 74, ({ counts }) => counts.stored, {
      onPress: ({ formId }) => go({ screen: 'data', formId }),
    }),
    count('waiting', 74, ({ counts }) => counts.waiting),
    count('notStored', 98, ({ counts }) => counts.notStored, {
      tone: 'bad',
      onPress: ({ formId }) => go({ screen: 'problems', formId, bucket: 'not-stored' }),
    }),
    count('readable', 84, ({ counts }) => counts.readable),
    count('notReadable', 104, ({ counts }) => counts.notReadable, {
      tone: 'bad',
      onPress: ({ formId }) => go({ screen: 'problems', formId, bucket: 'not-readable' }),
    }),
    {
      id: 'left',
      title: t('pull.column.timeLeft'),
      width: 104,
      isNumber: true,
      cell: (form) => (
        <span className="secondary">
          {form.secondsLeft === null ? '' : shortTimeLeft(words, form.secondsLeft)}
        </span>
      ),
      total: secondsLeft === null ? '' : shortTimeLeft(words, secondsLeft),
    },
  ];
}
