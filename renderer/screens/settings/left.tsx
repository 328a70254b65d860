import type { ReactNode } from 'react';
import type { LeftReport } from '../../../electron/ipc/leave.ts';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { Button } from '../../widgets/button.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords, type Words } from '../../words/use-words.tsx';
import { ReadableList, remaining } from './what-stays.tsx';

/**
 * The last page: what was deleted, what could not be deleted and why, and what remains and where. It has no answers, and
 * every window shows it, locked or not.
 */
export function Left(): ReactNode {
  const words = useWords();
  const { t } = words;
  const { left: report } = useApp();
  if (report === null) return null;
  const left = remaining(words, report);
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: withoutMarks(asText(words, report)) });
    say(t('common.copied'));
  };
  return (
    <div className="pane leave-foot stack">
      <h1 className="title-large" tabIndex={-1}>
        {t('leave.done')}
      </h1>
      <h2>{t('leave.done.removed')}</h2>
      <ul>
        {removed(report).map(({ item, count }) => (
          <li key={item}>
            <StateMark icon="circle-check" tone="ok">
              {words.maybe(`leave.item.${item}`, { count })}
            </StateMark>
          </li>
        ))}
      </ul>
      {report.failed.length > 0 && (
        <>
          <h2>{t('leave.done.failed')}</h2>
          <ul>
            {report.failed.map(({ item, path, why }) => (
              <li key={`${item} ${path}`}>
                <StateMark icon="circle-x" tone="bad">
                  <bdi>{t('leave.done.failed.line', { path, why })}</bdi>
                </StateMark>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t('leave.done.remains')}</h2>
      {left.length === 0 ? <p>{t('leave.done.remains.none')}</p> : <ReadableList lines={left} />}
      <div className="row">
        <Button icon="copy" onPress={() => void copy()}>
          {t('leave.done.copy')}
        </Button>
        <Button kind="primary" onPress={() => void ask('app.quit', {})}>
          {t('leave.done.quit')}
        </Button>
      </div>
    </div>
  );
}

/** What was removed. Where nobody was signed in, there was nothing to sign out of. */
function removed({ done }: LeftReport): LeftReport['done'] {
  return done.filter(({ item, count }) => item !== 'sign-out' || count > 0);
}

function asText(words: Words, report: LeftReport): string {
  const { failed } = report;
  const { t } = words;
  return [
    t('leave.done.removed'),
    ...removed(report).map(({ item, count }) => words.maybe(`leave.item.${item}`, { count }) ?? item),
    ...(failed.length === 0 ? [] : [t('leave.done.failed')]),
    ...failed.map(({ path, why }) => t('leave.done.failed.line', { path, why })),
    t('leave.done.remains'),
    ...remaining(words, report),
  ].join('\n');
}
