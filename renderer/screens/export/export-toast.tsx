import { type ReactNode, useEffect, useRef } from 'react';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { useReply } from '../../state/replies.ts';
import { useRoute } from '../../state/route.ts';
import { useWords } from '../../words/use-words.tsx';
import { databaseOf, doneCounts } from './in-database.ts';

/** Says that an export has ended when the user is on another screen. Renders nothing itself. */
export function ExportToast(): ReactNode {
  const words = useWords();
  const { t } = words;
  const status = useReply('export.status', {}).value ?? null;
  const isElsewhere = useRoute()?.screen !== 'export';
  const wasRunning = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the state that changes is told, once.
  useEffect(() => {
    const ran = wasRunning.current;
    wasRunning.current = status?.state === 'running';
    if (!ran || !isElsewhere || status?.state !== 'done') return;
    const { inDatabase, media, placeId, parts } = status;
    const database = databaseOf(parts);
    const counts = doneCounts(words, status);
    const texts = [
      ...(database === 'all' ? [] : [t(media.files === 0 ? 'export.toast' : 'export.toast.media', counts)]),
      ...(database === 'none' ? [] : [t('export.toast.database', inDatabase)]),
    ];
    say(texts.join(' · '), {
      label: t('common.openFolder'),
      run: () => void ask('app.showInFolder', { placeId }),
    });
  }, [status]);
  return null;
}
