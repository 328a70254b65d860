import { type ReactNode, useState } from 'react';
import type { KeptBy } from '../../../electron/ipc/keys.ts';
import { useApp } from '../../state/app-info.ts';
import { Choice } from '../../widgets/check.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';

export type KeptKind = KeptBy['kind'];
const SHORTEST = 8;

/** The choice of how to keep a key. `kept` is null while the choice is not complete. */
export interface KeepChoice {
  readonly kind: KeptKind;
  readonly kept: KeptBy | null;
}

export const forSession: KeepChoice = { kind: 'session', kept: { kind: 'session' } };

/** Fields that choose how a key is kept, with a new passphrase where one protects it. */
export function KeepFields({
  choice,
  onChange,
}: {
  readonly choice: KeepChoice;
  readonly onChange: (choice: KeepChoice) => void;
}): ReactNode {
  const { t } = useWords();
  const { hasKeychain } = useApp();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const change = (kind: KeptKind, first: string, second: string): void => {
    if (kind !== 'sealed') onChange({ kind, kept: { kind } });
    else {
      const isGood = first.length >= SHORTEST && first === second;
      onChange({ kind, kept: isGood ? { kind, passphrase: first } : null });
    }
  };
  return (
    <div className="stack">
      <Choice
        label={t('keys.add.keep')}
        value={choice.kind}
        onChange={(kind) => change(kind, passphrase, again)}
        options={[
          { id: 'session', label: t('keys.add.keep.session') },
          { id: 'sealed', label: t('keys.add.keep.sealed') },
          { id: 'keychain', label: t('keys.add.keep.keychain'), isDisabled: !hasKeychain },
        ]}
      />
      {!hasKeychain && <p className="secondary small">{t('keys.add.keep.noKeychain')}</p>}
      {choice.kind === 'sealed' && (
        <>
          <SecretField
            label={t('keys.add.keep.passphrase')}
            value={passphrase}
            error={passphrase !== '' && passphrase.length < SHORTEST ? t('keys.add.keep.short') : null}
            onChange={(value) => {
              setPassphrase(value);
              change('sealed', value, again);
            }}
          />
          <SecretField
            label={t('keys.add.keep.again')}
            value={again}
            error={again !== '' && passphrase !== again ? t('keys.add.keep.differs') : null}
            onChange={(value) => {
              setAgain(value);
              change('sealed', passphrase, value);
            }}
          />
        </>
      )}
    </div>
  );
}
