import { type ReactNode, useEffect, useState } from 'react';
import type { AppEvent } from '../../electron/ipc/app.ts';
import { useApp } from '../state/app-info.ts';
import { ask } from '../state/bridge.ts';
import { go } from '../state/route.ts';
import { Button } from '../widgets/button.tsx';
import { Notice } from '../widgets/notice.tsx';
import { useWords } from '../words/use-words.tsx';

type Stopped = Extract<AppEvent, { type: 'engine-stopped' }>;
type Started = Extract<AppEvent, { type: 'engine-started' }>;

const SHOWN = 3000;

/** Says across the top that the engine has stopped, that it is back, or that it keeps stopping. */
export function EngineNotice(): ReactNode {
  const { t, problem: wordsOf } = useWords();
  const { engine, problem } = useApp();
  const [last, setLast] = useState<Stopped | Started | null>(null);
  useEffect(
    () =>
      window.attache.listen((event) => {
        if (event.type === 'engine-stopped' || event.type === 'engine-started') setLast(event);
      }),
    [],
  );
  const isOver = last?.type === 'engine-started' && !last.lostSessionKeys;
  useEffect(() => {
    if (!isOver) return;
    const timer = setTimeout(() => setLast(null), SHOWN);
    return () => clearTimeout(timer);
  }, [isOver]);
  return (
    <div aria-live="assertive">
      {engine === 'broken' && problem !== null ? (
        <Notice
          tone="bad"
          title={wordsOf(problem).sentence}
          action={
            <>
              <Button onPress={() => void ask('app.restartEngine', { setAside: false })}>
                {t('common.tryAgain')}
              </Button>
              <Button onPress={() => void ask('app.quit', {})}>{t('frame.engine.quit')}</Button>
            </>
          }
        >
          {wordsOf(problem).action}
        </Notice>
      ) : engine === 'broken' && last?.type === 'engine-stopped' ? (
        <Notice
          tone="bad"
          title={t('frame.engine.broken')}
          action={
            <>
              <Button onPress={() => void ask('app.restartEngine', { setAside: true })}>
                {t('frame.engine.setAside')}
              </Button>
              <Button onPress={() => go({ screen: 'problems' })}>{t('frame.engine.report')}</Button>
              <Button onPress={() => void ask('app.quit', {})}>{t('frame.engine.quit')}</Button>
            </>
          }
        >
          {last.step !== null &&
            t('frame.engine.broken.detail', { step: last.step, submission: last.submission ?? '–' })}
        </Notice>
      ) : engine === 'restarting' ? (
        <Notice tone="warn" title={t('frame.engine.stopped')}>
          {t('frame.engine.stopped.detail')}
        </Notice>
      ) : last?.type === 'engine-started' ? (
        <Notice
          tone="good"
          title={t('frame.engine.started')}
          action={
            last.lostSessionKeys && (
              <Button
                onPress={() => {
                  setLast(null);
                  go({ screen: 'keys' });
                }}
              >
                {t('frame.engine.chooseFile')}
              </Button>
            )
          }
        >
          {last.continues && t('frame.engine.started.continues')}{' '}
          {last.lostSessionKeys && t('frame.engine.lostKeys')}
        </Notice>
      ) : null}
    </div>
  );
}
