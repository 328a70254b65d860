import { type ReactNode, useState } from 'react';
import { useApp } from '../state/app-info.ts';
import { useAsk } from '../state/replies.ts';
import { Button } from '../widgets/button.tsx';
import { ProblemText } from '../widgets/notice.tsx';
import { ProgressBar } from '../widgets/progress-bar.tsx';
import { useWords } from '../words/use-words.tsx';

/** While the whole workspace is encrypted or decrypted: how far it is. Nothing else can be used. */
export function Converting(): ReactNode {
  const words = useWords();
  const { t, percent } = words;
  const { conversion } = useApp();
  const stop = useAsk('workspace.stopConversion');
  const [isStopping, setStopping] = useState(false);
  if (conversion === null) return null;
  const { to, step, done, total } = conversion;
  const doing = words.maybe(`encryption.step.${step}`) ?? '';
  const text =
    step === 'files' && total > 0
      ? t('encryption.converting.progress', { step: doing, share: percent(done / total) })
      : doing;
  return (
    <div className="locked-screen">
      <div className="locked-column stack">
        <h1 className="title-large" tabIndex={-1}>
          {t(to === 'encrypted' ? 'encryption.converting.encrypted' : 'encryption.converting.plain')}
        </h1>
        <p className="secondary">{t('encryption.converting.text')}</p>
        <ProgressBar
          isWhole
          done={done}
          trouble={0}
          total={total}
          label={t(to === 'encrypted' ? 'encryption.converting.encrypted' : 'encryption.converting.plain')}
          text={text}
        />
        <p>{text}</p>
        <div className="row">
          <Button
            icon="square"
            disabled={isStopping ? t('encryption.converting.stopping') : null}
            onPress={() => {
              setStopping(true);
              void stop.ask({});
            }}
          >
            {t('encryption.converting.stop')}
          </Button>
        </div>
        {stop.problem !== null && <ProblemText problem={stop.problem} />}
      </div>
    </div>
  );
}
