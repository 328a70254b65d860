import type { ReactNode } from 'react';
import type { PullReport } from '../../../electron/ipc/pull.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { Ledger } from '../../widgets/ledger.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { Notice, ProblemNotice } from '../../widgets/notice.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords } from '../../words/use-words.tsx';
import { formRowId } from '../forms/form-list.ts';
import { HappenedList } from './happened-list.tsx';
import { Outcome } from './outcome.tsx';
import { reportColumns } from './report-columns.tsx';
import { ReportProblems } from './report-problems.tsx';
import { openedText, reportSums, reportText } from './report-sums.ts';

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
  const { t, when, since } = words;
  const { summary, forms } = report;
  const { counts } = summary;
  const retry = useAsk('pull.retry');
  const servers = new Set(forms.map(({ source }) => source)).size;
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: withoutMarks(reportText(words, report)) });
    say(t('common.copied'));
  };
  const again = useAsk('pull.again');
  const startAgain = async (): Promise<void> => {
    if ((await again.ask({ pullId: summary.pullId })) !== null) go({ screen: 'pull' });
  };
  const { outcome } = summary;
  const isOpening = summary.kind === 'open';
  const isCut = outcome === 'failed' || outcome === 'stopped';
  const isPartUnread = !isCut && forms.some(({ problem }) => problem !== null);
  const refused = retry.problem ?? again.problem;
  const sums = reportSums(words, report);
  const startRetry = async (): Promise<void> => {
    const keys = forms
      .filter((form) => form.counts.notStored > 0)
      .map(({ source, formId }) => ({ source, formId }));
    if ((await retry.ask({ forms: keys })) !== null) go({ screen: 'pull' });
  };
  return (
    <>
      <Head
        title={t(isOpening ? 'report.open.title' : 'report.title')}
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
        {isPartUnread && (
          <Button icon="rotate-cw" onPress={() => void startAgain()}>
            {t('common.tryAgain')}
          </Button>
        )}
        {isCut ? (
          <Button kind="primary" icon="rotate-cw" onPress={() => void startAgain()}>
            {t(outcome === 'failed' ? 'common.tryAgain' : 'pull.continue')}
          </Button>
        ) : counts.notStored > 0 ? (
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
      {refused !== null && <ProblemNotice problem={refused} />}
      <Outcome report={report} again={() => void startAgain()} />
      {!isOpening && report.opened.length > 0 && (
        <Notice tone="info" icon="lock-open" title={openedText(words, report.opened)}>
          {t('report.opened.since')}
        </Notice>
      )}
      {sums.length > 0 && <Ledger sums={sums} />}
      {(report.after.deleted ?? 0) > 0 && (
        <Notice tone="info" title={t('report.deleted', { count: report.after.deleted ?? 0 })}>
          {t('report.deleted.text')}
        </Notice>
      )}
      {(report.after.unlisted ?? 0) > 0 && (
        <Notice tone="info" title={t('report.unlisted', { count: report.after.unlisted ?? 0 })}>
          {t('report.unlisted.text')}
        </Notice>
      )}
      {report.notes.map((note) => {
        const { sentence, action } = words.problem(note);
        return (
          <Notice key={sentence} tone="info" title={sentence}>
            {action}
          </Notice>
        );
      })}
      <PlainTable
        label={t('report.title')}
        columns={reportColumns(words, report)}
        groups={[{ id: 'all', title: null, rows: forms }]}
        rowId={formRowId}
        hasTotal
        fits
      />
      <ReportProblems report={report} />
      <HappenedList happened={report.happened} />
      {counts.unsigned > 0 && <p className="secondary">{t('report.unsigned', { count: counts.unsigned })}</p>}
      {report.exported.length > 0 && (
        <StatusBar>
          {report.exported.map(({ profile, files, tables = 0, rows }) => (
            <StateMark key={profile} icon="circle-check" tone="ok">
              {t('report.exported', { profile, files, tables, rows })}
            </StateMark>
          ))}
        </StatusBar>
      )}
    </>
  );
}
