import { type ReactNode, useRef, useState } from 'react';
import type { KeyRow } from '../../../electron/ipc/keys.ts';
import { ask } from '../../state/bridge.ts';
import { type Asking, putReply, useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/** How to unlock a key, which depends on how it is kept. */
export function useUnlock(row: KeyRow): {
  readonly asking: Asking<'keys.unlock'>;
  readonly byPassphrase: (passphrase: string) => Promise<boolean>;
  readonly byKeychain: () => Promise<boolean>;
  readonly byFile: () => Promise<boolean>;
} {
  const asking = useAsk('keys.unlock');
  const { fingerprint } = row;
  const unlock = async (by: Parameters<typeof asking.ask>[0]['by']): Promise<boolean> => {
    const keys = await asking.ask({ fingerprint, by });
    if (keys !== null) putReply('keys.list', {}, keys);
    return keys !== null;
  };
  return {
    asking,
    byPassphrase: (passphrase) => unlock({ kind: 'passphrase', passphrase }),
    byKeychain: () => unlock({ kind: 'keychain' }),
    byFile: async () => {
      const place = await ask('app.chooseFile', { purpose: 'key' });
      return place === null ? false : unlock({ kind: 'file', placeId: place.id, passphrase: null });
    },
  };
}

/** Unlocks one key with its passphrase, the keychain, or its file. */
export function UnlockKey({ row, close }: { readonly row: KeyRow; readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { asking, byPassphrase, byKeychain, byFile } = useUnlock(row);
  const [passphrase, setPassphrase] = useState('');
  const field = useRef<HTMLDivElement>(null);
  const done = async (work: Promise<boolean>): Promise<void> => {
    if (await work) close();
    else field.current?.querySelector('input')?.select();
  };
  return (
    <Dialog
      title={t('keys.unlock.title', { name: row.name })}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          {row.kept === 'session' ? (
            <Button kind="primary" onPress={() => void done(byFile())}>
              {t('keys.unlock.file')}
            </Button>
          ) : (
            <Button
              kind="primary"
              onPress={() => void done(row.kept === 'keychain' ? byKeychain() : byPassphrase(passphrase))}
            >
              {t('keys.unlock.action')}
            </Button>
          )}
        </>
      }
    >
      <div ref={field}>
        {row.kept === 'sealed' && (
          <SecretField
            isStacked
            autoFocus
            label={t('keys.add.passphrase')}
            value={passphrase}
            onChange={setPassphrase}
            onEnter={() => void done(byPassphrase(passphrase))}
          />
        )}
        {row.kept === 'keychain' && <p>{t('keys.unlock.keychain')}</p>}
        {row.kept === 'session' && <p>{t('keys.unlock.session')}</p>}
      </div>
      {asking.problem !== null && <ProblemText problem={asking.problem} />}
    </Dialog>
  );
}
