import { type ReactNode, useState } from 'react';
import { putReply, useAsk, useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { forSession, type KeepChoice, KeepFields } from '../keys/keep-choice.tsx';
import { type GoodKey, KeyFile } from '../keys/key-file.tsx';

/** The first step: the private key file, which is read and tried at once. */
export function KeyStep({ onGenerate }: { readonly onGenerate: () => void }): ReactNode {
  const { t } = useWords();
  const keys = useReply('keys.list', {}, { keep: true }).value?.keys ?? [];
  const [key, setKey] = useState<GoodKey | null>(null);
  const [choice, setChoice] = useState<KeepChoice>(forSession);
  const keep = useAsk('keys.keep');
  const use = async (): Promise<void> => {
    if (key === null || choice.kept === null) return;
    const kept = await keep.ask({ draftId: key.draftId, name: key.suggestedName, kept: choice.kept });
    if (kept === null) return;
    putReply('keys.list', {}, kept);
    setKey(null);
  };
  const open = keys.filter(({ state }) => state === 'open');
  if (open.length > 0) {
    return (
      <div className="stack">
        {open.map(({ fingerprint, name }) => (
          <StateMark key={fingerprint} icon="circle-check" tone="ok">
            {t('firstRun.key.added', { name })}
          </StateMark>
        ))}
        <div>
          <Link onPress={() => go({ screen: 'keys', add: true })}>{t('firstRun.key.another')}</Link>
        </div>
      </div>
    );
  }
  return (
    <div className="stack">
      <KeyFile onGood={setKey} />
      {key !== null && (
        <>
          <KeepFields choice={choice} onChange={setChoice} />
          <div>
            <Button
              kind="primary"
              disabled={choice.kept === null ? t('keys.add.keep.short') : null}
              onPress={() => void use()}
            >
              {t('keys.add.action')}
            </Button>
          </div>
        </>
      )}
      {keep.problem !== null && <ProblemText problem={keep.problem} />}
      {key === null && (
        <details>
          <summary>{t('firstRun.key.none')}</summary>
          <p className="row wraps">
            <Link onPress={onGenerate}>{t('firstRun.key.make')}</Link>
            <span className="secondary">{t('firstRun.key.notEncrypted')}</span>
          </p>
        </details>
      )}
    </div>
  );
}
