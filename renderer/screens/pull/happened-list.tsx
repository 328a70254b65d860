import type { ReactNode } from 'react';
import type { Happened } from '../../../electron/ipc/pull.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { Button } from '../../widgets/button.tsx';
import { Icon, type IconName } from '../../widgets/icon.tsx';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords } from '../../words/use-words.tsx';
import { happenedText } from './happened-text.ts';

const icons: Readonly<Record<Happened['code'], IconName>> = {
  started: 'arrow-down-to-line',
  continued: 'arrow-down-to-line',
  listed: 'clipboard-list',
  'form-ended': 'circle-check',
  empty: 'circle-check',
  'empty-here': 'info',
  'not-listed': 'circle-x',
  problem: 'circle-x',
  stopping: 'square',
  elsewhere: 'clock',
  opening: 'lock-open',
  'form-opened': 'circle-check',
  'opening-ended': 'circle-check',
  offline: 'wifi-off',
  online: 'rotate-cw',
  exported: 'file-output',
  'export-failed': 'circle-x',
  ended: 'circle-check',
};

/** The icon for the end of a pull. A failed pull does not get a tick. */
function outcomeIcon(outcome: Happened['params'][string] | undefined): IconName {
  if (outcome === 'failed') return 'circle-x';
  return outcome === 'stopped' ? 'square' : outcome === 'problems' ? 'triangle-alert' : icons.ended;
}

/** The events of a pull, newest first. */
export function HappenedList({ happened }: { readonly happened: readonly Happened[] }): ReactNode {
  const words = useWords();
  const { t } = words;
  const time = new Intl.DateTimeFormat(words.locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const copy = async (): Promise<void> => {
    const lines = happened.map((one) => [one.at, one.params.form ?? '', happenedText(words, one)].join('\t'));
    await ask('app.copy', { text: withoutMarks(lines.join('\n')) });
    say(t('common.copied'));
  };
  return (
    <section className="happened" aria-label={t('pull.happened')}>
      <div className="row pane-head">
        <h2 className="grow">{t('pull.happened')}</h2>
        <Button kind="quiet" icon="copy" onPress={() => void copy()}>
          {t('pull.happened.copy')}
        </Button>
      </div>
      <ul>
        {happened.map((one) => (
          <li
            key={`${one.at} ${one.code} ${one.params.form ?? one.params.source ?? ''} ${one.problem?.code ?? ''}`}
          >
            <span className="mono secondary" title={words.full(one.at)}>
              {time.format(new Date(one.at))}
            </span>
            <Icon
              name={
                one.code === 'ended' || one.code === 'opening-ended'
                  ? outcomeIcon(one.params.outcome)
                  : icons[one.code]
              }
              inText
              className={
                one.code === 'problem' || one.code === 'not-listed' || one.code === 'export-failed'
                  ? 'bad'
                  : one.code === 'form-ended' || one.code === 'form-opened'
                    ? 'ok'
                    : ''
              }
            />
            <bdi className="happened-form cut">{one.params.form ?? one.params.source ?? ''}</bdi>
            <span className="secondary cut">{happenedText(words, one)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
