import { type ReactNode, useRef, useState } from 'react';
import type { KeyRow } from '../../../electron/ipc/keys.ts';
import { useApp } from '../../state/app-info.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { useUnlock } from '../keys/unlock-key.tsx';
import { UnlockWorkspace } from './unlock-workspace.tsx';

/**
 * The screen of the locked app. An encrypted workspace can only be unlocked; in another one, keys can be
 * unlocked, or the user continues without keys. Names of forms are not shown.
 */
export function Locked(): ReactNode {
  const words = useWords();
  const { t, since } = words;
  const { locked, engine } = useApp();
  if (locked === null) return null;
  const isEncrypted = locked.ways !== null;
  // Until the engine has replied, it is not known whether the data is encrypted.
  const isKnown = isEncrypted || engine === 'ready';
  return (
    <div className="locked-screen">
      <div className="locked-column">
        <h1 className="title-large" tabIndex={-1}>
          <Icon name="lock" /> {t('locked.title')}
        </h1>
        <p className="secondary">
          {words.maybe(`locked.since.${locked.why}`, { time: since(locked.since) })}
        </p>
        {isKnown && (
          <>
            <p className="locked-text">
              {t(isEncrypted ? 'locked.encrypted.text' : 'locked.text')}{' '}
              {locked.pullStopped && t('locked.pullStopped')}
            </p>
            {locked.ways === null ? <LockedKeys /> : <UnlockWorkspace ways={locked.ways} />}
            <LastProved />
            <p className="secondary locked-limits">
              <Icon name="info" inText /> {t(isEncrypted ? 'locked.encrypted.limits' : 'locked.limits')}
            </p>
          </>
        )}
      </div>
    </div>
  );
}

/** The age of the last proved backup, where the workspace has backups. */
function LastProved(): ReactNode {
  const { t, when } = useWords();
  const { backup } = useApp();
  if (backup === null) return null;
  return (
    <p className="secondary locked-limits">
      <Icon
        name={backup.isOverdue ? 'triangle-alert' : 'hard-drive'}
        inText
        className={backup.isOverdue ? 'warn' : ''}
      />{' '}
      {backup.lastProvedAt === null
        ? t('backups.locked.never')
        : t('backups.locked', { time: when(backup.lastProvedAt) })}
    </p>
  );
}

/** The locked private keys, and the way without them. */
function LockedKeys(): ReactNode {
  const { t } = useWords();
  const keys = useReply('keys.list', {}).value?.keys ?? [];
  const goOn = useAsk('engine.continueLocked');
  const first = keys.find(({ state, kept }) => state === 'locked' && kept === 'sealed');
  return (
    <ul className="locked-keys">
      {keys
        .filter(({ state }) => state === 'locked')
        .map((row) => (
          <LockedKey key={row.fingerprint} row={row} isFirst={row === first} />
        ))}
      <li>
        <div className="row">
          <div className="grow">
            <b className="strong">{t('locked.continue')}</b>
            <p className="secondary">{t('locked.continue.text')}</p>
          </div>
          <Button onPress={() => void goOn.ask({})}>{t('locked.continue.action')}</Button>
        </div>
        {goOn.problem !== null && <ProblemText problem={goOn.problem} />}
      </li>
    </ul>
  );
}

function LockedKey({ row, isFirst }: { readonly row: KeyRow; readonly isFirst: boolean }): ReactNode {
  const { t } = useWords();
  const { asking, byPassphrase, byKeychain, byFile } = useUnlock(row);
  const [passphrase, setPassphrase] = useState('');
  const line = useRef<HTMLLIElement>(null);
  const open = async (): Promise<void> => {
    if (passphrase === '') return;
    const isOpen = await byPassphrase(passphrase);
    if (isOpen) setPassphrase('');
    else line.current?.querySelector('input')?.select();
  };
  return (
    <li ref={line}>
      <div className="row">
        <Icon name="key-round" />
        <b className="strong grow">
          <bdi>{row.name}</bdi>
        </b>
        {row.kept === 'keychain' && <Button onPress={() => void byKeychain()}>{t('locked.unlock')}</Button>}
        {row.kept === 'session' && <Button onPress={() => void byFile()}>{t('locked.chooseFile')}</Button>}
      </div>
      {row.kept === 'sealed' && (
        <div className="row locked-field">
          <div className="grow">
            <SecretField
              isStacked
              autoFocus={isFirst}
              label={t('locked.passphrase', { name: row.name })}
              value={passphrase}
              onChange={setPassphrase}
              onEnter={() => void open()}
            />
          </div>
          <Button kind="primary" onPress={() => void open()}>
            {t('locked.unlock')}
          </Button>
        </div>
      )}
      {row.kept === 'keychain' && <p className="secondary">{t('locked.keychain')}</p>}
      {row.kept === 'session' && <p className="secondary">{t('locked.session')}</p>}
      {asking.problem !== null && <ProblemText problem={asking.problem} />}
    </li>
  );
}
