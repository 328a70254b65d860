import type { ReactNode } from 'react';
import type { KeptBy } from '../../../electron/ipc/keys.ts';
import { useApp } from '../../state/app-info.ts';
import { Choice } from '../../widgets/check.tsx';
import { NewPassphrase } from '../../widgets/new-passphrase.tsx';
import { useWords } from '../../words/use-words.tsx';

export type KeptKind = KeptBy['kind'];

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
  const choose = (kind: KeptKind): void => onChange({ kind, kept: kind === 'sealed' ? null : { kind } });
  return (
    <div className="stack">
      <Choice
        label={t('keys.add.keep')}
        value={choice.kind}
        onChange={choose}
        options={[
          { id: 'session', label: t('keys.add.keep.session') },
          { id: 'sealed', label: t('keys.add.keep.sealed') },
          { id: 'keychain', label: t('keys.add.keep.keychain'), isDisabled: !hasKeychain },
        ]}
      />
      {!hasKeychain && <p className="secondary small">{t('keys.add.keep.noKeychain')}</p>}
      {choice.kind === 'sealed' && (
        <NewPassphrase
          label={t('keys.add.keep.passphrase')}
          onChange={(passphrase) =>
            onChange({ kind: 'sealed', kept: passphrase === null ? null : { kind: 'sealed', passphrase } })
          }
        />
      )}
    </div>
  );
}
