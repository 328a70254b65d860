import type { ReactNode } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { PullReport } from '../../../electron/ipc/pull.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { Ledger } from '../../widgets/ledger.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { Notice, ProblemNotice } from '../../widgets/notice.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords, type Words } from '../../words/use-words.tsx';
import { formRowId } from '../forms/form-list.ts';
import { HappenedList } from './happened-list.tsx';
import { reportColumns } from './report-columns.tsx';
import { reportSums, reportText } from './report-sums.ts';

/** What one pull did, in numbers that add up, and what to do next. */
export function Report({ pullId }: { readonly pullId: number }): ReactNode {
  const { t } = useWords();
  const report = useReply('pull.report', { pullId });
  if (report.state === 'there') return <Shown report={report.value} />;
  return (
    <>
      <Head title={t('report.title')} />
      {report.state === 'loading' ? (
        <LoadingRows screen={t('report.title')} />
      ) : (
        <ProblemNotice problem={report.problem} again={report.again} />
      )}
    </>
  );
}

function Shown({ report }: { readonly report: PullReport }): ReactNode {
  const words = useWords();
  const { t, when, since, number } = words;
  const { summary, forms } = report;
  const { counts } = summary;
  const retry = useAsk('pull.retry');
  const servers = new Set(forms.map(({ source }) => source)).size;
  // A submission can have several: these are the lines below, and not the submissions of the sums above.
  const found = report.problems.reduce((sum, { count }) => sum + count, 0);
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: withoutMarks(reportText(words, report)) });
    say(t('common.copied'));
  };
  const startRetry = async (): Promise<void> => {
    const keys = forms
      .filter((form) => form.counts.notStored > 0)
      .map(({ source, formId }) => ({ source, formId }));
    if ((await retry.ask({ forms: keys })) !== null) go({ screen: 'pull' });
  };
  return (
    <>
      <Head
        title={t('report.title')}
        sub={t('report.summary', {
          when: when(summary.startedAt),
          end: since(summary.endedAt ?? summary.startedAt),
          forms: forms.length,
          servers,
        })}
      >
        <Button kind="quiet" icon="history" onPress={() => go({ screen: 'pull', history: true })}>
          {t('report.earlier')}
        </Button>
        <Button icon="copy" onPress={() => void copy()}>
          {t('report.copy')}
        </Button>
        {counts.notStored > 0 ? (
          <Button kind="primary" icon="rotate-cw" onPress={() => void startRetry()}>
            {t('report.retry', { count: counts.notStored })}
          </Button>
        ) : (
          <Button
            kind="primary"
            icon="table-2"
            onPress={() =>
              go(forms[0] === undefined ? { screen: 'data' } : { screen: 'data', formId: forms[0].formId })
            }
          >
            {t('report.openData')}
          </Button>
        )}
      </Head>
      {retry.problem !== null && <ProblemNotice problem={retry.problem} />}
      <Outcome report={report} />
      <Ledger sums={reportSums(words, report)} />
      {report.after.onlyHere > 0 && (
        <Notice tone="info" title={t('report.deleted', { count: report.after.onlyHere })}>
          {t('report.deleted.text')}
        </Notice>
      )}
      <PlainTable
        label={t('report.title')}
        columns={reportColumns(words, report)}
        groups={[{ id: 'all', title: null, rows: forms }]}
        rowId={formRowId}
        hasTotal
        fits
      />
      {report.problems.length > 0 && (
        <section className="report-problems" aria-label={t('report.problems.title', { count: found })}>
          <div className="row pane-head">
            <h2 className="grow">{t('report.problems.title', { count: found })}</h2>
            <Link onPress={() => go({ screen: 'problems' })}>{t('report.problems.open')}</Link>
          </div>
          <ul>
            {report.problems.map(({ problem, count }) => (
              <li key={problem.code} className="row">
                <StateMark icon="circle-x" tone="bad">
                  <span className="hidden">{problem.code}</span>
                </StateMark>
                <b className="report-count number">{number(count)}</b>
                <span className="report-heading strong cut">
                  {words.maybe(`codes.${problem.code}.heading`, problem.params) ??
                    words.problem(problem).sentence}
                </span>
                <span className="secondary cut grow">{words.problem(problem).action}</span>
                {!isOfLists(report, problem.code, count) && (
                  <Button onPress={() => go({ screen: 'problems' })}>{t('report.problems.show')}</Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <HappenedList happened={report.happened} />
      {counts.unsigned > 0 && <p className="secondary">{t('report.unsigned', { count: counts.unsigned })}</p>}
      {report.exported.length > 0 && (
        <StatusBar>
          {report.exported.map(({ profile, files, rows }) => (
            <StateMark key={profile} icon="circle-check" tone="ok">
              {t('report.exported', { profile, files, rows })}
            </StateMark>
          ))}
        </StatusBar>
      )}
    </>
  );
}

/** Whether a problem is that of lists alone: there is no submission to be shown for it. */
function isOfLists({ forms }: PullReport, code: string, count: number): boolean {
  return count <= forms.filter(({ problem }) => problem?.code === code).length;
}

/** One of three outcomes, never two: complete; complete, with problems; stopped or failed. */
function Outcome({ report }: { readonly report: PullReport }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { outcome, counts } = report.summary;
  const problems = counts.notStored + counts.notReadable + counts.warnings;
  switch (outcome) {
    case null:
      return null;
    case 'complete':
      return (
        <Notice tone="good" title={t('report.complete')}>
          {t(counts.toFetch === 0 ? 'report.nothingNew' : 'report.complete.text')}
        </Notice>
      );
    case 'problems': {
      const [unlisted, ...others] = report.forms.filter((form) => form.problem !== null);
      return (
        <Notice tone="warn" title={t('report.problems')}>
          {unlisted === undefined
            ? t('report.problems.text', { problems, new: counts.toFetch })
            : t('report.problems.unlisted', {
                count: 1 + others.length,
                title: unlisted.title,
                reason: reasonOf(words, unlisted.problem),
              })}
        </Notice>
      );
    }
    case 'stopped':
      return (
        <Notice tone="info" icon="square" title={t('report.stopped')}>
          {t('report.stopped.text', { tried: counts.stored + counts.notStored, new: counts.toFetch })}
        </Notice>
      );
    case 'failed': {
      const problem =
        report.forms.find((form) => form.problem !== null)?.problem ?? report.problems[0]?.problem;
      const said = problem === undefined ? null : words.problem(problem);
      return (
        <Notice tone="bad" title={t('report.failed')}>
          {t('report.failed.text', { reason: said?.sentence ?? '' })} {said?.action}
        </Notice>
      );
    }
  }
}

function reasonOf(words: Words, problem: ProblemView | null): string {
  if (problem === null) return '';
  const { sentence, action } = words.problem(problem);
  return `${sentence} ${action}`;
}
