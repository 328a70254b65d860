import { type ReactNode, useState } from 'react';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { say } from '../../state/notices.ts';
import { putReply, useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Check, Choice } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { NewPassphrase } from '../../widgets/new-passphrase.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

const sizes = ['2048', '3072', '4096'] as const;
type Size = (typeof sizes)[number];
const bitsOf = { '2048': 2048, '3072': 3072, '4096': 4096 } as const;

/** Makes a key pair: size and name, passphrase, the file saved and tested, the text for the form's cell. */
export function GenerateKey({ close }: { readonly close: () => void }): ReactNode {
  const words = useWords();
  const { t } = words;
  const [size, setSize] = useState<Size>('2048');
  const [name, setName] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [passphrase, setPassphrase] = useState<string | null>(null);
  const [made, setMade] = useState<{ readonly draftId: string; readonly cell: string } | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [hasCopy, setHasCopy] = useState(false);
  const generate = useAsk('keys.generate');
  const save = useAsk('keys.saveGenerated');
  const keep = useAsk('keys.keep');
  const discard = useAsk('keys.discard');
  const canMake = name.trim() !== '' && (isOpen || passphrase !== null);
  const problem = generate.problem ?? save.problem ?? keep.problem;

  const make = async (): Promise<void> => {
    const pair = await generate.ask({ bits: bitsOf[size], name, passphrase: isOpen ? null : passphrase });
    setPassphrase(null);
    if (pair !== null) setMade(pair);
  };
  const saveFile = async (): Promise<void> => {
    if (made === null) return;
    const chosen = await ask('app.chooseSave', { purpose: 'key', suggested: `${name.trim()}.pem` });
    const place = await usable(chosen, 'key');
    if (place === null) return;
    const written = await save.ask({ draftId: made.draftId, placeId: place.id });
    if (written !== null) setSaved(written.path);
  };
  const finish = async (): Promise<void> => {
    if (made === null) return;
    const keys = await keep.ask({ draftId: made.draftId, name, kept: { kind: 'session' } });
    if (keys === null) return;
    putReply('keys.list', {}, keys);
    close();
  };
  const cancel = (): void => {
    if (made !== null) void discard.ask({ draftId: made.draftId });
    close();
  };
  return (
    <Dialog
      title={t('keys.generate.title')}
      isWide
      onClose={cancel}
      buttons={
        <>
          <Button onPress={cancel}>{t('common.cancel')}</Button>
          {made === null ? (
            <Button
              kind="primary"
              disabled={canMake ? null : t('keys.add.keep.short')}
              onPress={() => void make()}
            >
              {t('keys.generate.make')}
            </Button>
          ) : (
            <Button
              kind="primary"
              disabled={
                saved === null ? t('keys.generate.save') : hasCopy ? null : t('keys.generate.secondCopy')
              }
              onPress={() => void finish()}
            >
              {t('keys.generate.action')}
            </Button>
          )}
        </>
      }
    >
      <div className="stack">
        {made === null ? (
          <>
            <TextField label={t('keys.add.name')} value={name} autoFocus onChange={setName} />
            <Choice
              label={t('keys.generate.size')}
              value={size}
              onChange={setSize}
              options={sizes.map((id) => ({ id, label: words.maybe(`keys.generate.size.${id}`) }))}
            />
            {!isOpen && <NewPassphrase label={t('keys.generate.passphrase')} onChange={setPassphrase} />}
            <Check isChecked={isOpen} onChange={setOpen}>
              {t('keys.generate.noPassphrase')}
            </Check>
          </>
        ) : (
          <>
            <div className="row">
              <Button kind={saved === null ? 'primary' : 'normal'} onPress={() => void saveFile()}>
                {t('keys.generate.save')}
              </Button>
              {saved === null ? (
                <span className="secondary">{t('keys.generate.save.text')}</span>
              ) : (
                <StateMark icon="circle-check" tone="ok">
                  {t('keys.generate.saved')}
                </StateMark>
              )}
            </div>
            {saved !== null && (
              <>
                <p>{t('keys.generate.cell')}</p>
                <div className="row">
                  <code className="mono cell-text grow" dir="ltr">
                    {made.cell}
                  </code>
                  <Button
                    icon="copy"
                    onPress={() =>
                      void ask('app.copy', { text: made.cell }).then(() => say(t('common.copied')))
                    }
                  >
                    {t('keys.generate.copyCell')}
                  </Button>
                </div>
                <p className="secondary">{t('keys.generate.url')}</p>
                <p>
                  <Icon name="triangle-alert" inText className="warn" /> {t('keys.lost')}
                </p>
                <Check isChecked={hasCopy} onChange={setHasCopy}>
                  {t('keys.generate.secondCopy')}
                </Check>
              </>
            )}
          </>
        )}
        {problem !== null && <ProblemText problem={problem} />}
      </div>
    </Dialog>
  );
}
