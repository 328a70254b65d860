import type { PullForm, PullReport } from '../../../electron/ipc/pull.ts';
import { go } from '../../state/route.ts';
import { NumberCell } from '../../widgets/number-cell.tsx';
import type { Column } from '../../widgets/plain-table.tsx';
import type { Words } from '../../words/use-words.tsx';
import { StepMark } from './outcome-mark.tsx';
import { isUnlisted } from './unlisted.ts';

/** Columns that are known only from the server's list. */
const ofList: ReadonlySet<string> = new Set(['onServer', 'alreadyHere', 'new']);

/** The columns of a report's table of forms. */
export function reportColumns(
  words: Words,
  { summary, forms, opened }: PullReport,
): readonly Column<PullForm>[] {
  const { t, number } = words;
  const count = (
    id: string,
    title: string,
    width: number,
    pick: (form: { readonly counts: PullForm['counts'] }) => number,
    tone?: 'bad' | 'warn',
    onPress?: (form: PullForm) => void,
  ): Column<PullForm> => ({
    id,
    title,
    width,
    isNumber: true,
    cell: (form) => (
      <NumberCell
        count={ofList.has(id) && isUnlisted(form) ? null : pick(form)}
        {...(id === 'onServer' ? { unknown: t('report.notListed') } : {})}
        {...(tone === undefined ? {} : { tone })}
        {...(onPress === undefined
          ? {}
          : { onPress: () => onPress(form), label: `${number(pick(form))} ${title}, ${form.title}` })}
      />
    ),
    total: ofList.has(id) && forms.every(isUnlisted) ? '–' : number(pick({ counts: summary.counts })),
  });
  const ofOpening = [count('waited', t('report.ledger.waited'), 136, ({ counts }) => counts.toFetch)];
  const ofPull = [
    count('onServer', t('report.column.onServer'), 82, ({ counts }) => counts.listed),
    count(
      'alreadyHere',
      t('report.column.alreadyHere'),
      98,
      ({ counts }) => counts.alreadyHere + (counts.again ?? 0),
    ),
    count('new', t('pull.column.new'), 80, ({ counts }) => counts.toFetch - (counts.again ?? 0)),
    count(
      'stored',
      t('pull.column.stored'),
      80,
      ({ counts }) => counts.stored,
      undefined,
      ({ formId }) => go({ screen: 'data', formId }),
    ),
    count(
      'notStored',
      t('pull.column.notStored'),
      98,
      ({ counts }) => counts.notStored,
      'bad',
      ({ formId }) => go({ screen: 'problems', formId, bucket: 'not-stored' }),
    ),
  ];
  return [
    {
      id: 'form',
      title: t('report.column.form'),
      cell: (form) => <bdi title={form.title}>{form.title}</bdi>,
      total: t('pull.allForms', { count: forms.length }),
    },
    {
      id: 'outcome',
      title: t('report.column.outcome'),
      width: 196,
      isOnlyWide: true,
      cell: (form) => <StepMark step={form.step} />,
    },
    ...(summary.kind === 'open' ? ofOpening : ofPull),
    count(
      'readable',
      t(summary.kind === 'open' ? 'report.ledger.opened' : 'pull.column.readable'),
      80,
      ({ counts }) => counts.readable,
      undefined,
      // What was looked at again, and is as it was, belongs to the pull that brought it; what was opened since, to that.
      (summary.counts.again ?? 0) > 0 || (summary.kind !== 'open' && opened.length > 0)
        ? undefined
        : ({ formId }) => go({ screen: 'data', formId, filters: [{ kind: 'pull', pullId: summary.pullId }] }),
    ),
    count(
      'notReadable',
      t(summary.kind === 'open' ? 'report.ledger.notOpened' : 'pull.column.notReadable'),
      104,
      ({ counts }) => counts.notReadable,
      'bad',
      ({ formId }) => go({ screen: 'problems', formId, bucket: 'not-readable' }),
    ),
    count(
      'warnings',
      t('report.column.warnings'),
      80,
      ({ counts }) => counts.warnings,
      'warn',
      ({ formId }) => go({ screen: 'problems', formId, bucket: 'warning' }),
    ),
  ];
}
