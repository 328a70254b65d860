import { type ReactNode, useState } from 'react';
import type { Encryption, UnlockedBy } from '../../../electron/ipc/encryption.ts';
import { Choice } from '../../widgets/check.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';

/**
 * Asks for the workspace passphrase, or for the recovery code where there is none or it was forgotten.
 * `onChange` gets null while nothing is typed.
 */
export function UnlockFields({
  encryption,
  onChange,
}: {
  readonly encryption: Encryption;
  readonly onChange: (by: UnlockedBy | null) => void;
}): ReactNode {
  const { t } = useWords();
  const { hasPassphrase } = encryption;
  const [kind, setKind] = useState<'passphrase' | 'recovery'>(hasPassphrase ? 'passphrase' : 'recovery');
  const [typed, setTyped] = useState('');
  const change = (by: typeof kind, text: string): void => {
    setKind(by);
    setTyped(text);
    if (text.trim() === '') onChange(null);
    else onChange(by === 'passphrase' ? { kind: by, passphrase: text } : { kind: by, code: text });
  };
  return (
    <div className="stack">
      {hasPassphrase && (
        <Choice
          label={t('encryption.unlockBy')}
          value={kind}
          onChange={(next) => change(next, '')}
          options={[
            { id: 'passphrase', label: t('encryption.unlockBy.passphrase') },
            { id: 'recovery', label: t('encryption.unlockBy.recovery') },
          ]}
        />
      )}
      <SecretField
        key={kind}
        isStacked
        autoFocus
        label={t(kind === 'passphrase' ? 'locked.encrypted.passphrase' : 'locked.encrypted.recovery')}
        value={typed}
        onChange={(text) => change(kind, text)}
      />
    </div>
  );
}
