import { type ReactNode, useState } from 'react';
import type { Encryption } from '../../../electron/ipc/encryption.ts';
import { useApp } from '../../state/app-info.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ChangePassphrase } from './change-passphrase.tsx';
import { DecryptWorkspace } from './decrypt-workspace.tsx';
import { EncryptWorkspace } from './encrypt-workspace.tsx';
import { RecoveryCode } from './recovery-code.tsx';

/** *Settings → Workspace*: whether the workspace is encrypted, what that means, and what can be changed. */
export function EncryptionPart(): ReactNode {
  const { t } = useWords();
  const status = useReply('engine.status', {}, { keep: true }).value;
  if (status === undefined) return null;
  return (
    <section className="stack settings-part" aria-label={t('encryption.title')}>
      <h2 className="heading">{t('encryption.title')}</h2>
      {status.encryption === null ? (
        <NotEncrypted isBegun={status.isEncryptionBegun} />
      ) : (
        <Encrypted encryption={status.encryption} />
      )}
    </section>
  );
}

function NotEncrypted({ isBegun }: { readonly isBegun: boolean }): ReactNode {
  const { t } = useWords();
  const { workspace } = useApp();
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <StateMark icon="minus" tone="secondary">
        {t('encryption.state.plain')}
      </StateMark>
      <p className="secondary">{t('encryption.state.plain.text')}</p>
      {isBegun && (
        <p>
          <Icon name="triangle-alert" inText className="warn" /> {t('encryption.begun')}
        </p>
      )}
      {!workspace.isSample && (
        <div className="row">
          <Button onPress={() => setAsked(true)}>
            {t(isBegun ? 'encryption.encrypt.continue' : 'encryption.encrypt')}
          </Button>
        </div>
      )}
      {isAsked && <EncryptWorkspace close={() => setAsked(false)} />}
    </>
  );
}

type Asked = 'passphrase' | 'recovery' | 'decrypt';

function Encrypted({ encryption }: { readonly encryption: Encryption }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { hasKeychain: canKeep } = useApp();
  const keychain = useAsk('workspace.setKeychain');
  const [asked, setAsked] = useState<Asked | null>(null);
  const { hasPassphrase, hasKeychain, recoveryCheckedAt } = encryption;
  const close = (): void => setAsked(null);
  // The key must never be left to the recovery code alone.
  const isOnly = hasKeychain && !hasPassphrase;
  return (
    <>
      <StateMark icon="lock" tone="ok">
        {t('encryption.state.encrypted')}
      </StateMark>
      <p className="secondary">{t('encryption.state.encrypted.text')}</p>
      <div>
        <Check
          isChecked={hasKeychain}
          isDisabled={isOnly || (!canKeep && !hasKeychain)}
          onChange={(isOn) => void keychain.ask({ isOn })}
        >
          {t('encryption.keychain')}
        </Check>
        {(isOnly || !canKeep) && (
          <p className="secondary">
            {t(isOnly ? 'encryption.keychain.only' : 'encryption.choice.noKeychain')}
          </p>
        )}
      </div>
      {keychain.problem !== null && <ProblemText problem={keychain.problem} />}
      <div className="field">
        <span className="label">{t('encryption.passphrase')}</span>
        <span className="row wraps">
          <span className="grow">
            {t(hasPassphrase ? 'encryption.passphrase.is' : 'encryption.passphrase.none')}
          </span>
          <Button onPress={() => setAsked('passphrase')}>
            {t(hasPassphrase ? 'encryption.passphrase.change.ask' : 'encryption.passphrase.set.ask')}
          </Button>
        </span>
      </div>
      <div className="field">
        <span className="label">{t('encryption.recovery.title')}</span>
        <span className="row wraps">
          {recoveryCheckedAt === null ? (
            <span className="grow">
              <StateMark icon="triangle-alert" tone="warn">
                {t('encryption.recovery.unchecked')}
              </StateMark>
            </span>
          ) : (
            <span className="grow">
              {t('encryption.recovery.checkedAt', { time: words.when(recoveryCheckedAt) })}
            </span>
          )}
          <Button onPress={() => setAsked('recovery')}>
            {t(recoveryCheckedAt === null ? 'encryption.recovery.show' : 'encryption.recovery.new')}
          </Button>
        </span>
      </div>
      <div className="row">
        <Button onPress={() => setAsked('decrypt')}>{t('encryption.decrypt')}</Button>
      </div>
      {asked === 'passphrase' && <ChangePassphrase encryption={encryption} close={close} />}
      {asked === 'recovery' && <RecoveryCode close={close} />}
      {asked === 'decrypt' && <DecryptWorkspace encryption={encryption} close={close} />}
    </>
  );
}
