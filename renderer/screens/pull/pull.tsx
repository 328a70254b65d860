import type { ReactNode } from 'react';
import { useReply } from '../../state/replies.ts';
import { useRouteOf } from '../../state/route.ts';
import { Head } from '../../widgets/head.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { EarlierPulls } from './earlier-pulls.tsx';
import { Report } from './report.tsx';
import { Running } from './running.tsx';

/** The running pull, the report of an ended pull, or the list of earlier pulls. */
export function Pull(): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('pull');
  const status = useReply('pull.status', {}, { keep: true });
  if (route.report !== undefined) return <Report pullId={route.report} />;
  if (status.state === 'loading') {
    return (
      <>
        <Head title={t('pull.title')} />
        <LoadingRows screen={t('pull.title')} />
      </>
    );
  }
  if (status.state === 'refused') {
    return (
      <>
        <Head title={t('pull.title')} />
        <ProblemNotice problem={status.problem} again={status.again} />
      </>
    );
  }
  const { pull, unfinished } = status.value;
  // What was opened is among the earlier ones; it ends where one was.
  const isShown = pull !== null && (pull.state !== 'ended' || pull.kind !== 'open');
  if (route.history !== true && isShown) {
    return pull.state === 'ended' ? <Report pullId={pull.pullId} /> : <Running pull={pull} />;
  }
  return <EarlierPulls unfinished={unfinished} isRunning={pull !== null && pull.state !== 'ended'} />;
}
