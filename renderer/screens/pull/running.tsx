import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { PullStatus } from '../../../electron/ipc/pull.ts';
import { useCommand } from '../../state/commands.ts';
import { useAsk } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { Notice, ProblemNotice } from '../../widgets/notice.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { ProgressBar } from '../../widgets/progress-bar.tsx';
import { Divider, Tally } from '../../widgets/tally.tsx';
import { useWords } from '../../words/use-words.tsx';
import { formRowId } from '../forms/form-list.ts';
import { HappenedList } from './happened-list.tsx';
import { noAnswerText } from './no-answer.ts';
import { runningColumns } from './running-columns.tsx';
import { timeLeft } from './time-left.ts';

/** A pull while it runs: the whole, each form, what happened. */
export function Running({ pull }: { readonly pull: PullStatus }): ReactNode {
  const words = useWords();
  const { t, percent, when } = words;
  const { totals } = pull;
  const done = totals.stored + totals.notStored;
  const share = totals.toFetch === 0 ? 0 : done / totals.toFetch;
  const servers = new Set(pull.forms.map(({ source }) => source)).size;
  const stop = useAsk('pull.stop');
  const isStopping = pull.state === 'stopping';
  const isOpening = pull.kind === 'open';
  useCommand('stop-pull', isStopping ? null : () => void stop.ask({}));
  const noKey = pull.forms.filter(({ hasNoKey }) => hasNoKey).length;
  const refused = pull.forms.find(({ problem }) => problem?.code.startsWith('net.login') === true);
  const spoken = t('pull.progress', {
    stored: totals.stored,
    all: totals.toFetch,
    problems: totals.notStored + totals.notReadable,
  });
  const toProblems = (bucket: 'not-stored' | 'not-readable'): void => go({ screen: 'problems', bucket });
  return (
    <>
      <Head
        title={isStopping ? t('pull.stopping') : t(isOpening ? 'report.open.title' : 'pull.title')}
        sub={t('pull.running', {
          forms: pull.forms.length,
          servers,
          time: when(pull.startedAt).toLocaleLowerCase(words.locale),
        })}
      >
        <Button
          icon="square"
          tip={t('pull.stopIsSafe')}
          disabled={isStopping ? t('pull.stopping') : null}
          onPress={() => void stop.ask({})}
        >
          {t('pull.stop')}
        </Button>
      </Head>
      <div className="pull-now">
        <div className="row">
          <span className="title-large">{percent(share)}</span>
          <span className="secondary">
            {pull.notAnswering !== null ? (
              t('pull.step.offline')
            ) : pull.rate === null || pull.secondsLeft === null ? (
              t('pull.rate.working')
            ) : (
              <>
                {t('pull.rate', { rate: Math.round(pull.rate) })}
                {' · '}
                {timeLeft(words, pull.secondsLeft)}
              </>
            )}
          </span>
          <span className="grow" />
          <span className="secondary only-wide">{t('pull.stopIsSafe')}</span>
        </div>
        <ProgressBar
          isWhole
          done={totals.stored - totals.notReadable}
          trouble={totals.notStored + totals.notReadable}
          total={totals.toFetch}
          label={t('pull.whole')}
          text={spoken}
        />
        <div className="row tallies">
          <Tally
            result={{
              count: totals.toFetch,
              word: isOpening ? 'pull.tally.waited' : 'pull.tally.new',
              onPress: () => go({ screen: 'forms', filter: 'to-pull' }),
            }}
            terms={[
              {
                count: totals.stored,
                word: isOpening ? 'pull.tally.tried' : 'pull.tally.stored',
                onPress: () => go({ screen: 'data' }),
              },
              {
                count: totals.waiting,
                word: 'pull.tally.waiting',
                onPress: () => go({ screen: 'forms', filter: 'to-pull' }),
              },
              {
                count: totals.notStored,
                word: 'pull.tally.notStored',
                tone: 'bad',
                onPress: () => toProblems('not-stored'),
              },
            ]}
          />
          <Divider />
          <Tally
            result={{
              count: totals.stored,
              word: isOpening ? 'pull.tally.tried' : 'pull.tally.stored',
              onPress: () => go({ screen: 'data' }),
            }}
            terms={[
              { count: totals.readable, word: 'pull.tally.readable', onPress: () => go({ screen: 'data' }) },
              {
                count: totals.notReadable,
                word: 'pull.tally.notReadable',
                tone: 'bad',
                onPress: () => toProblems('not-readable'),
              },
            ]}
          />
        </div>
        <Milestones share={share} text={spoken} />
      </div>
      {pull.notAnswering !== null ? (
        <NoAnswer problem={pull.notAnswering} at={pull.tryAgainAt} />
      ) : refused?.problem != null ? (
        <Notice
          tone="bad"
          title={words.problem(refused.problem).sentence}
          action={
            <Button onPress={() => go({ screen: 'servers', name: refused.source })}>
              {t('pull.login.again')}
            </Button>
          }
        />
      ) : pull.problem !== null ? (
        <ProblemNotice problem={pull.problem} />
      ) : (
        noKey > 0 && (
          <Notice
            tone="info"
            title={t('pull.noKey', { count: noKey })}
            action={<Button onPress={() => go({ screen: 'keys', add: true })}>{t('pull.noKey.add')}</Button>}
          >
            {t('pull.noKey.text')}
          </Notice>
        )
      )}
      <PlainTable
        label={t('pull.title')}
        columns={runningColumns(words, pull)}
        groups={[{ id: 'all', title: null, rows: pull.forms }]}
        rowId={formRowId}
        hasTotal
        fits
      />
      <HappenedList happened={pull.happened} />
      <StatusBar>
        <span>{t('pull.facts.connections', { count: pull.settings.connections })}</span>
        <Divider />
        <span>{t(pull.settings.media ? 'pull.facts.media.yes' : 'pull.facts.media.no')}</span>
        <Divider />
        <span>
          {t(pull.settings.keepEncrypted ? 'pull.facts.encrypted.keep' : 'pull.facts.encrypted.until')}
        </span>
      </StatusBar>
    </>
  );
}

/** Says a quarter, a half, three quarters and the end aloud, and nothing between. */
function Milestones({ share, text }: { readonly share: number; readonly text: string }): ReactNode {
  const quarter = Math.floor(share * 4);
  const said = useRef(quarter);
  const [shown, setShown] = useState('');
  useEffect(() => {
    if (quarter <= said.current) return;
    said.current = quarter;
    setShown(text);
  }, [quarter, text]);
  return (
    <span className="hidden" aria-live="polite">
      {shown}
    </span>
  );
}

function NoAnswer({ problem, at }: { readonly problem: ProblemView; readonly at: string | null }): ReactNode {
  const words = useWords();
  const { t } = words;
  const tryNow = useAsk('pull.tryNow');
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = at === null ? null : Math.max(0, Math.ceil((Date.parse(at) - now) / 1000));
  return (
    <Notice
      tone="warn"
      icon="wifi-off"
      title={noAnswerText(words, problem)}
      {...(at === null
        ? {}
        : { action: <Button onPress={() => void tryNow.ask({})}>{t('pull.offline.tryNow')}</Button> })}
    >
      {seconds === null ? t('pull.noAnswer.again') : t('pull.offline.again', { seconds })}
    </Notice>
  );
}
