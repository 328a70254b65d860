import { type ReactNode, useEffect, useState } from 'react';
import type { Place } from '../../../electron/ipc/common.ts';
import type { InspectedKey, OpensForm } from '../../../electron/ipc/keys.ts';
import { ask } from '../../state/bridge.ts';
import { putDropped, useDropped } from '../../state/dropped.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { keyFormat } from './key-format.ts';

export type GoodKey = Extract<InspectedKey, { outcome: 'good' }>;

/**
 * Reads a key file that the user chose or dropped. Shows its format, asks for its passphrase where it needs
 * one, and passes the key to `onGood`. Forgets what was typed once it is sent.
 */
export function KeyFile({ onGood }: { readonly onGood: (key: GoodKey | null) => void }): ReactNode {
  const { t } = useWords();
  const dropped = useDropped('key');
  const [place, setPlace] = useState<Place | null>(null);
  const [found, setFound] = useState<InspectedKey | null>(null);
  const [passphrase, setPassphrase] = useState('');
  /** The hint stays visible after a wrong passphrase. */
  const [hint, setHint] = useState<string | null>(null);
  const inspect = useAsk('keys.inspect');
  const look = async (at: Place, typed: string | null): Promise<void> => {
    setPlace(at);
    const read = await inspect.ask({ placeId: at.id, passphrase: typed });
    setPassphrase('');
    if (read === null) return;
    setFound(read);
    if (read.outcome === 'passphrase-needed') setHint(read.hint);
    else if (read.outcome === 'good') setHint(null);
    onGood(read.outcome === 'good' ? read : null);
  };
  const choose = async (): Promise<void> => {
    const chosen = await ask('app.chooseFile', { purpose: 'key' });
    if (chosen !== null) await look(chosen, null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that was dropped is looked at once.
  useEffect(() => {
    if (dropped === null) return;
    putDropped(null);
    void look(dropped, null);
  }, [dropped]);
  const open = (): void => {
    if (place !== null && passphrase !== '') void look(place, passphrase);
  };
  const isWrongPassphrase = found?.outcome === 'wrong' && found.problem.code === 'key.passphrase_wrong';
  return (
    <div className="stack key-file">
      <div className="row">
        <Button icon="file-key" onPress={() => void choose()}>
          {t(found === null ? 'keys.add.choose' : 'keys.add.other')}
        </Button>
        {found === null ? (
          <span className="secondary">{t('keys.add.choose.text')}</span>
        ) : (
          <bdi className="cut" dir="ltr">
            {found.file}
          </bdi>
        )}
      </div>
      {(found?.outcome === 'passphrase-needed' || isWrongPassphrase) && (
        <>
          {found.outcome === 'passphrase-needed' && (
            <StateMark icon="lock" tone="warn">
              {t('keys.add.needed')}
            </StateMark>
          )}
          <div className="row">
            <div className="grow">
              <SecretField
                isStacked
                autoFocus
                label={t('keys.add.passphrase')}
                {...(hint === null ? {} : { hint: t('common.keyHint', { hint }) })}
                value={passphrase}
                onChange={setPassphrase}
                onEnter={open}
              />
            </div>
            <Button onPress={open}>{t('keys.add.open')}</Button>
          </div>
        </>
      )}
      {found?.outcome === 'wrong' && <ProblemText problem={found.problem} />}
      {inspect.problem !== null && <ProblemText problem={inspect.problem} />}
      {found?.outcome === 'good' && <GoodLines found={found} />}
    </div>
  );
}

function GoodLines({ found }: { readonly found: GoodKey }): ReactNode {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <StateMark icon="circle-check" tone="ok">
        {t('keys.add.good')}
      </StateMark>
      {found.keys.map((key) => (
        <p key={key.fingerprint} className="secondary">
          {t('keys.add.what', {
            format: keyFormat(words, key.format),
            bits: String(key.bits),
            fingerprint: key.fingerprint.slice(0, 16),
          })}{' '}
          {key.alreadyHere !== null && t('keys.add.already', { name: key.alreadyHere })}
        </p>
      ))}
      <p>{t('keys.add.fits', { fits: sumOf(found.opens), waiting: found.waiting })}</p>
      <ul>
        {found.opens.map((form) => (
          <li key={`${form.source} ${form.formId}`} className="row">
            <ProofMark form={form} />
            <bdi className="cut">{form.title}</bdi>
            {form.waiting > 0 && (
              <span className="secondary">
                {t(form.isExact ? 'keys.add.fits.form' : 'keys.add.fits.about', {
                  fits: form.fits,
                  waiting: form.waiting,
                })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function sumOf(opens: readonly OpensForm[]): number {
  return opens.reduce((sum, { fits }) => sum + fits, 0);
}

/** The result of trying a key on a form's submissions. The mark is good when the key decrypts all of them. */
export function ProofMark({ form }: { readonly form: OpensForm }): ReactNode {
  const words = useWords();
  const looks = {
    opened: { icon: 'circle-check', tone: 'ok' },
    some: { icon: 'triangle-alert', tone: 'warn' },
    refused: { icon: 'circle-x', tone: 'bad' },
    'nothing-to-try': { icon: 'circle-dashed', tone: 'dim' },
  } as const;
  const isPart = form.proof === 'opened' && form.fits < form.waiting;
  const proof = isPart ? 'some' : form.proof;
  return (
    <StateMark icon={looks[proof].icon} tone={looks[proof].tone}>
      {words.maybe(`keys.proof.${proof}`)}
    </StateMark>
  );
}
