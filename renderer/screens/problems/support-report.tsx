import { type ReactNode, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import { ask, Refused } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords } from '../../words/use-words.tsx';

/** Shows the report, so that the user can read it before sharing it. */
export function SupportReport({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const report = useReply('problems.supportReport', {});
  const [refused, setRefused] = useState<ProblemView | null>(null);
  const text = report.value?.text ?? null;
  const problem = refused ?? report.problem;
  const saveIt = async (): Promise<void> => {
    if (text === null) return;
    const place = await ask('app.chooseSave', {
      purpose: 'report',
      suggested: withoutMarks(t('problems.report.file')),
    });
    if (place === null) return;
    try {
      await ask('app.saveText', { placeId: place.id, text });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused(error.problem);
      return;
    }
    setRefused(null);
    say(t('problems.report.saved'), {
      label: t('common.openFolder'),
      run: () => void ask('app.showInFolder', { placeId: place.id }),
    });
  };
  const copyIt = async (): Promise<void> => {
    if (text === null) return;
    await ask('app.copy', { text });
    say(t('common.copied'));
  };
  const whyNot = text === null ? t('problems.report.making') : null;
  return (
    <Dialog
      title={t('problems.report.title')}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.close')}</Button>
          <Button icon="copy" disabled={whyNot} onPress={() => void copyIt()}>
            {t('common.copy')}
          </Button>
          <Button kind="primary" disabled={whyNot} onPress={() => void saveIt()}>
            {t('problems.report.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t('problems.report.text')}</p>
        {problem !== null && <ProblemText problem={problem} />}
        {text === null ? (
          problem === null && <LoadingRows screen={t('problems.report.title')} rows={6} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
          <section className="report-text" tabIndex={0} aria-label={t('problems.report.title')}>
            <pre className="mono" dir="ltr">
              {text}
            </pre>
          </section>
        )}
      </div>
    </Dialog>
  );
}
