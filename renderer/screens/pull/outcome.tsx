import type { ReactNode } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { PullReport } from '../../../electron/ipc/pull.ts';
import { asksForCa, ChooseCa } from '../../widgets/choose-ca.tsx';
import { Notice } from '../../widgets/notice.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { openedText, stillWaiting } from './report-sums.ts';

/** Exactly one of three outcomes: complete; complete, with problems; stopped or failed. */
export function Outcome({
  report,
  again,
}: {
  readonly report: PullReport;
  /** Starts the same pull again. */
  readonly again: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const { outcome, counts, kind } = report.summary;
  const problems = counts.notStored + counts.notReadable + counts.warnings;
  const isNothingNew = counts.toFetch === (counts.again ?? 0);
  if (kind === 'open' && (outcome === 'complete' || outcome === 'problems'))
    return <Opened report={report} />;
  switch (outcome) {
    case null:
      return null;
    case 'complete':
      return (
        <Notice tone={report.formProblems.length > 0 ? 'warn' : 'good'} title={t('report.complete')}>
          {isNothingNew ? <NothingNew report={report} /> : t('report.complete.text')}
        </Notice>
      );
    case 'problems': {
      const [unlisted, ...others] = report.forms.filter((form) => form.problem !== null);
      // Nothing new was stored, so every problem existed before.
      if (unlisted === undefined && isNothingNew) {
        return (
          <Notice tone={report.formProblems.length > 0 ? 'warn' : 'info'}>
            <NothingNew report={report} />
          </Notice>
        );
      }
      return (
        <Notice
          tone="warn"
          title={t('report.problems')}
          action={unlisted?.problem != null && asksForCa(unlisted.problem) && <ChooseCa then={again} />}
        >
          {unlisted !== undefined
            ? t('report.problems.unlisted', {
                count: 1 + others.length,
                title: unlisted.title,
                // The reason is given only where all forms share it.
                reason: others.every(({ problem }) => isSame(problem, unlisted.problem))
                  ? reasonOf(words, unlisted.problem)
                  : t('report.problems.unlisted.below'),
              })
            : t('report.problems.text', { problems, new: counts.toFetch })}
        </Notice>
      );
    }
    case 'stopped':
      return (
        <Notice tone="info" icon="square" title={t('report.stopped')}>
          {counts.toFetch === 0
            ? t('report.stopped.early')
            : t('report.stopped.text', { tried: counts.stored + counts.notStored, new: counts.toFetch })}
        </Notice>
      );
    case 'failed': {
      const problem = report.problem ?? report.forms.find((form) => form.problem !== null)?.problem ?? null;
      const said = problem === null ? null : words.problem(problem);
      return (
        <Notice
          tone="bad"
          title={t('report.failed')}
          action={problem !== null && asksForCa(problem) && <ChooseCa then={again} />}
        >
          {t('report.failed.text', { reason: said?.sentence ?? '' })} {said?.action}
        </Notice>
      );
    }
  }
}

/** How many submissions each key decrypted, how many still wait for a key, and how many are not readable. */
function Opened({ report }: { readonly report: PullReport }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { counts } = report.summary;
  const waiting = stillWaiting(report);
  const damaged = counts.notReadable - waiting;
  const isAll = counts.notReadable === 0;
  return (
    <Notice
      tone={isAll ? 'good' : damaged > 0 ? 'warn' : 'info'}
      title={report.opened.length === 0 ? t('report.opened.none') : openedText(words, report.opened)}
    >
      {t('report.opened.waiting', { count: waiting })}{' '}
      {damaged > 0 && t('keys.opened.unreadable', { count: damaged })}
    </Notice>
  );
}

/** Says that nothing new was stored. Shows what was retried and what is still wrong. */
function NothingNew({ report: { summary, formProblems } }: { readonly report: PullReport }): ReactNode {
  const { t } = useWords();
  const { counts, kind } = summary;
  const { again = 0, notStored, notReadable, warnings } = counts;
  return (
    <>
      {kind !== 'retry' && t('report.nothingNew')}{' '}
      {again > 0 && t('report.lookedAgain', { count: again, still: notStored + notReadable + warnings })}{' '}
      {formProblems.length > 0 && t('report.nothingNew.forms', { count: formProblems.length })}
    </>
  );
}

function isSame(one: ProblemView | null, other: ProblemView | null): boolean {
  return JSON.stringify([one?.code, one?.params]) === JSON.stringify([other?.code, other?.params]);
}

function reasonOf(words: Words, problem: ProblemView | null): string {
  if (problem === null) return '';
  const { sentence, action } = words.problem(problem);
  return `${sentence} ${action}`;
}
