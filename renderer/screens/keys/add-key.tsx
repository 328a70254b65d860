import { type ReactNode, useState } from 'react';
import { putReply, useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { forSession, type KeepChoice, KeepFields } from './keep-choice.tsx';
import { type GoodKey, KeyFile } from './key-file.tsx';

/** Adds a key. Asks for its file, passphrase and how to keep it, and shows what it decrypts. */
export function AddKey({
  close,
  added,
}: {
  readonly close: () => void;
  /** Closes the dialog and shows the key. */
  readonly added: (fingerprint: string) => void;
}): ReactNode {
  const { t } = useWords();
  const [key, setKey] = useState<GoodKey | null>(null);
  const [name, setName] = useState('');
  const [choice, setChoice] = useState<KeepChoice>(forSession);
  const keep = useAsk('keys.keep');
  const discard = useAsk('keys.discard');
  const isReady = key !== null && name.trim() !== '' && choice.kept !== null;
  const cancel = (): void => {
    if (key !== null) void discard.ask({ draftId: key.draftId });
    close();
  };
  const add = async (): Promise<void> => {
    if (key === null || choice.kept === null) return;
    const keys = await keep.ask({ draftId: key.draftId, name, kept: choice.kept });
    if (keys === null) return;
    putReply('keys.list', {}, keys);
    const [first] = key.keys;
    if (first === undefined) close();
    else added(first.fingerprint);
  };
  return (
    <Dialog
      title={t('keys.add.title')}
      isWide
      onClose={cancel}
      buttons={
        <>
          <Button onPress={cancel}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            disabled={isReady ? null : t('keys.add.choose.text')}
            onPress={() => void add()}
          >
            {t('keys.add.action')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <KeyFile
          onGood={(good) => {
            setKey(good);
            setName(good?.suggestedName ?? '');
          }}
        />
        {key !== null && (
          <>
            <TextField label={t('keys.add.name')} value={name} onChange={setName} />
            <KeepFields choice={choice} onChange={setChoice} />
          </>
        )}
        {keep.problem !== null && <ProblemText problem={keep.problem} />}
      </div>
    </Dialog>
  );
}
