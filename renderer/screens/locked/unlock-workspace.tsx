import { type ReactNode, useRef, useState } from 'react';
import type { UnlockedBy, UnlockWays } from '../../../electron/ipc/encryption.ts';
import { say } from '../../state/notices.ts';
import { type Asking, useAsk } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The ways to unlock an encrypted workspace. There is no way to continue without the key. */
export function UnlockWorkspace({ ways }: { readonly ways: UnlockWays }): ReactNode {
  const { t } = useWords();
  const keychain = useAsk('workspace.unlock');
  return (
    <ul className="locked-keys">
      {ways.keychain === 'kept' && (
        <li>
          <div className="row">
            <Icon name="key-round" />
            <div className="grow">
              <b className="strong">{t('locked.encrypted.keychain')}</b>
              <p className="secondary">{t('locked.keychain')}</p>
            </div>
            <Button
              kind="primary"
              autoFocus={!ways.passphrase}
              onPress={() => void keychain.ask({ by: { kind: 'keychain' } })}
            >
              {t('locked.unlock')}
            </Button>
          </div>
          {keychain.problem !== null && <ProblemText problem={keychain.problem} />}
        </li>
      )}
      {ways.keychain === 'lost' && (
        <li className="secondary">
          <Icon name="triangle-alert" inText className="warn" /> {t('locked.encrypted.keychainLost')}
        </li>
      )}
      {ways.passphrase && (
        <li>
          <TypedSecret
            label={t('locked.encrypted.passphrase')}
            isFirst
            isPrimary={ways.keychain !== 'kept'}
            make={(passphrase) => ({ kind: 'passphrase', passphrase })}
          />
        </li>
      )}
      <li>
        {ways.passphrase || ways.keychain === 'kept' ? (
          <details>
            <summary>{t('locked.encrypted.forgotten')}</summary>
            <ByRecoveryCode />
          </details>
        ) : (
          <ByRecoveryCode isFirst />
        )}
      </li>
    </ul>
  );
}

function ByRecoveryCode({ isFirst = false }: { readonly isFirst?: boolean }): ReactNode {
  const { t } = useWords();
  return (
    <TypedSecret
      label={t('locked.encrypted.recovery')}
      hint={t('locked.encrypted.recovery.hint')}
      isFirst={isFirst}
      make={(code) => ({ kind: 'recovery', code })}
      onUnlocked={() =>
        say(t('locked.encrypted.byRecovery'), {
          label: t('frame.settings'),
          run: () => go({ screen: 'settings', section: 'workspace' }),
        })
      }
    />
  );
}

function TypedSecret({
  label,
  hint,
  isFirst,
  isPrimary = isFirst,
  make,
  onUnlocked,
}: {
  readonly label: string;
  readonly hint?: string;
  /** It has the focus. */
  readonly isFirst: boolean;
  readonly isPrimary?: boolean;
  readonly make: (typed: string) => UnlockedBy;
  readonly onUnlocked?: () => void;
}): ReactNode {
  const { t } = useWords();
  const asking: Asking<'workspace.unlock'> = useAsk('workspace.unlock');
  const [typed, setTyped] = useState('');
  const line = useRef<HTMLDivElement>(null);
  const unlock = async (): Promise<void> => {
    if (typed === '' || asking.isAsking) return;
    if (await asking.tell({ by: make(typed) })) {
      setTyped('');
      onUnlocked?.();
    } else line.current?.querySelector('input')?.select();
  };
  return (
    <div ref={line}>
      <div className="row locked-field">
        <div className="grow">
          <SecretField
            isStacked
            autoFocus={isFirst}
            label={label}
            {...(hint === undefined ? {} : { hint })}
            value={typed}
            onChange={setTyped}
            onEnter={() => void unlock()}
          />
        </div>
        <Button kind={isPrimary ? 'primary' : 'normal'} onPress={() => void unlock()}>
          {t('locked.unlock')}
        </Button>
      </div>
      <p className="secondary" aria-live="polite">
        {asking.isAsking && t('locked.encrypted.trying')}
      </p>
      {asking.problem !== null && <ProblemText problem={asking.problem} />}
    </div>
  );
}
