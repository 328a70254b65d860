import { type ReactNode, useState } from 'react';
import type { KeptWorkspaceKey } from '../../../electron/ipc/encryption.ts';
import { useApp } from '../../state/app-info.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { firstKept, KeyChoice } from './key-choice.tsx';

/** Asks how the key is kept, then encrypts the whole workspace. */
export function EncryptWorkspace({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { hasKeychain } = useApp();
  const [kept, setKept] = useState<KeptWorkspaceKey | null>(() => asKey(firstKept(hasKeychain)));
  const convert = useAsk('workspace.convert');
  const begin = async (): Promise<void> => {
    if (kept !== null && (await convert.tell({ to: 'encrypted', kept }))) close();
  };
  return (
    <Dialog
      title={t('encryption.encrypt.title')}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            disabled={kept === null ? t('keys.add.keep.short') : null}
            onPress={() => void begin()}
          >
            {t('encryption.encrypt.action')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t('encryption.encrypt.text')}</p>
        <KeyChoice onChange={(next) => setKept(asKey(next))} onEnter={() => void begin()} />
        <Room />
        <p className="secondary">{t('encryption.encrypt.while')}</p>
        {convert.problem !== null && <ProblemText problem={convert.problem} />}
      </div>
    </Dialog>
  );
}

function asKey(kept: ReturnType<typeof firstKept>): KeptWorkspaceKey | null {
  return kept === null || kept.kind === 'plain' ? null : kept;
}

/** How much room a conversion needs on the disk, and how much there is. */
export function Room(): ReactNode {
  const { t, bytes } = useWords();
  const room = useReply('workspace.room', {}).value;
  if (room === undefined) return null;
  const { needed, free } = room;
  return (
    <p className={free < needed ? 'bad' : 'secondary'}>
      {t('encryption.room', { needed: bytes(needed), free: bytes(free) })}
    </p>
  );
}
