import type { ReactNode } from 'react';
import type { PullSummary, UnfinishedPull } from '../../../electron/ipc/pull.ts';
import { useCommand } from '../../state/commands.ts';
import { useAsk, useForget, useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head } from '../../widgets/head.tsx';
import { Notice, ProblemNotice } from '../../widgets/notice.tsx';
import { NumberCell } from '../../widgets/number-cell.tsx';
import { type Column, PlainTable } from '../../widgets/plain-table.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { OutcomeMark } from './outcome-mark.tsx';

/** The Pull screen while no pull runs. */
export function EarlierPulls({
  unfinished,
  isRunning,
}: {
  readonly unfinished: UnfinishedPull | null;
  readonly isRunning: boolean;
}): ReactNode {
  const words = useWords();
  const { t, when } = words;
  const history = useReply('pull.history', {}, { keep: true });
  const forms = useReply('forms.list', {}, { keep: true }).value?.forms ?? [];
  const chosen = forms.filter(({ isChosen }) => isChosen).length;
  const start = useAsk('pull.start');
  const resume = useAsk('pull.continue');
  const forget = useAsk('pull.forget');
  const again = useForget();
  const startPull = async (full: boolean): Promise<void> => {
    if ((await start.ask({ forms: null, full })) !== null) go({ screen: 'pull' });
  };
  const whyNot = chosen === 0 ? t('pull.start.none') : isRunning ? t('forms.pull.running') : null;
  useCommand('start-pull', whyNot === null ? () => void startPull(false) : null);
  const problem = start.problem ?? resume.problem;
  return (
    <>
      <Head title={t('pull.title')} sub={isRunning ? undefined : t('pull.idle')}>
        <Button disabled={whyNot} tip={t('pull.compare.hint')} onPress={() => void startPull(true)}>
          {t('pull.compare')}
        </Button>
        <Button
          kind="primary"
          icon="arrow-down-to-line"
          disabled={whyNot}
          onPress={() => void startPull(false)}
        >
          {t('pull.start', { count: chosen })}
        </Button>
      </Head>
      {problem !== null && <ProblemNotice problem={problem} />}
      {unfinished !== null && (
        <Notice
          tone="info"
          title={t('pull.interrupted', {
            time: when(unfinished.startedAt),
            done: unfinished.done,
            all: unfinished.toFetch,
          })}
          action={
            <>
              <Button onPress={() => void resume.ask({})}>{t('pull.continue')}</Button>
              <Button kind="quiet" onPress={() => void forget.ask({}).then(() => again('pull.status'))}>
                {t('pull.forget')}
              </Button>
            </>
          }
        />
      )}
      {history.state === 'there' && history.value.length === 0 ? (
        <div className="content">
          <Empty
            title={t('pull.empty')}
            actions={<Button onPress={() => go({ screen: 'forms' })}>{t('pull.chooseForms')}</Button>}
          >
            {t('pull.empty.text')}
          </Empty>
        </div>
      ) : (
        <PlainTable
          label={t('pull.earlier')}
          columns={columns(words)}
          groups={[{ id: 'all', title: null, rows: history.value ?? [] }]}
          rowId={({ pullId }) => String(pullId)}
          onSelect={({ pullId }) => go({ screen: 'pull', report: pullId })}
        />
      )}
    </>
  );
}

function columns(words: Words): readonly Column<PullSummary>[] {
  const { t, when, full, duration } = words;
  const number = (
    id: string,
    title: string,
    width: number,
    count: (row: PullSummary) => number | null,
    tone?: 'bad',
  ): Column<PullSummary> => ({
    id,
    title,
    width,
    isNumber: true,
    cell: (row) => <NumberCell count={count(row)} {...(tone === undefined ? {} : { tone })} />,
  });
  // A run that only decrypts works on submissions that are here: it has no new and no stored ones.
  const ofPull = (pick: (row: PullSummary) => number) => (row: PullSummary) =>
    row.kind === 'open' ? null : pick(row);
  return [
    {
      id: 'when',
      title: t('pull.column.when'),
      cell: (row) => <span title={full(row.startedAt)}>{when(row.startedAt)}</span>,
    },
    {
      id: 'kind',
      title: t('pull.column.kind'),
      width: 96,
      isOnlyWide: true,
      cell: (row) => words.maybe(`pull.kind.${row.kind}`),
    },
    number('forms', t('pull.column.forms'), 72, ({ forms }) => forms),
    number(
      'new',
      t('pull.column.new'),
      80,
      ofPull(({ counts }) => counts.toFetch - (counts.again ?? 0)),
    ),
    number(
      'stored',
      t('pull.column.stored'),
      80,
      ofPull(({ counts }) => counts.stored),
    ),
    number(
      'notStored',
      t('pull.column.notStored'),
      98,
      ofPull(({ counts }) => counts.notStored),
      'bad',
    ),
    number('readable', t('pull.column.readable'), 84, ({ counts }) => counts.readable),
    number('notReadable', t('pull.column.notReadable'), 104, ({ counts }) => counts.notReadable, 'bad'),
    {
      id: 'outcome',
      title: t('pull.column.outcome'),
      width: 196,
      cell: (row) => <OutcomeMark outcome={row.outcome} />,
    },
    {
      id: 'took',
      title: t('pull.column.took'),
      width: 96,
      cell: (row) => <span className="secondary">{duration(row.seconds)}</span>,
    },
  ];
}
