import { type ReactNode, useState } from 'react';
import { useApp } from '../../state/app-info.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { firstKept, type KeptWorkspace, KeyChoice } from '../encryption/key-choice.tsx';
import { RecoveryCode } from '../encryption/recovery-code.tsx';

/**
 * Asks how this computer keeps the answers, before a workspace is made. Attaché asks only where no keychain can
 * keep the key, and where the user wants to choose again.
 */
export function ChooseKept(): ReactNode {
  const { t } = useWords();
  const { hasKeychain } = useApp();
  const [kept, setKept] = useState<KeptWorkspace | null>(() => firstKept(hasKeychain));
  const create = useAsk('workspace.create');
  const make = (): void => {
    if (kept !== null) void create.ask({ kept });
  };
  return (
    <section className="stack first-run-kept" aria-label={t('firstRun.kept')}>
      <h2 className="heading">{t('firstRun.kept')}</h2>
      <KeyChoice hasPlain onChange={setKept} onEnter={make} />
      <div className="row">
        <Button kind="primary" disabled={kept === null ? t('keys.add.keep.short') : null} onPress={make}>
          {t('firstRun.kept.create')}
        </Button>
      </div>
      {create.problem !== null && <ProblemText problem={create.problem} />}
    </section>
  );
}

/** Says how this computer keeps the answers. Until something is stored, the user can choose again. */
export function HowKept(): ReactNode {
  const { t } = useWords();
  const { workspace } = useApp();
  const status = useReply('engine.status', {}, { keep: true }).value;
  const again = useAsk('workspace.chooseAgain');
  const [isShowing, setShowing] = useState(false);
  if (status === undefined || workspace.isSample) return null;
  const { encryption, isUntouched } = status;
  return (
    <section className="stack first-run-kept" aria-label={t('firstRun.kept')}>
      <div className="row wraps">
        {encryption === null ? (
          <StateMark icon="minus" tone="secondary">
            {t('firstRun.kept.plain')}
          </StateMark>
        ) : (
          <StateMark icon="lock" tone="ok">
            {t(encryption.hasKeychain ? 'firstRun.kept.keychain' : 'firstRun.kept.passphrase')}
          </StateMark>
        )}
        <span className="grow" />
        {encryption !== null && encryption.recoveryCheckedAt === null && (
          <Button onPress={() => setShowing(true)}>{t('encryption.recovery.show')}</Button>
        )}
        {isUntouched ? (
          <Link onPress={() => void again.ask({})}>{t('firstRun.kept.again')}</Link>
        ) : (
          <Link onPress={() => go({ screen: 'settings', section: 'workspace' })}>
            {t('firstRun.kept.settings')}
          </Link>
        )}
      </div>
      {again.problem !== null && <ProblemText problem={again.problem} />}
      {isShowing && <RecoveryCode close={() => setShowing(false)} />}
    </section>
  );
}
