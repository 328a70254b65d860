import { type ReactNode, useState } from 'react';
import type { KeptWorkspaceKey } from '../../../electron/ipc/encryption.ts';
import { useApp } from '../../state/app-info.ts';
import { Choice } from '../../widgets/check.tsx';
import { NewPassphrase } from '../../widgets/new-passphrase.tsx';
import { useWords } from '../../words/use-words.tsx';

export type KeptWorkspace = KeptWorkspaceKey | { readonly kind: 'plain' };

/** The first choice: the keychain, where this computer has one that protects. */
export function firstKept(hasKeychain: boolean): KeptWorkspace | null {
  return hasKeychain ? { kind: 'keychain' } : null;
}

/**
 * Fields that choose how a workspace is kept on this computer. `onChange` gets null while the choice is not
 * complete. With `hasPlain`, the workspace may be left as it is for other programs, with its price.
 */
export function KeyChoice({
  onChange,
  hasPlain = false,
  onEnter,
}: {
  readonly onChange: (kept: KeptWorkspace | null) => void;
  readonly hasPlain?: boolean;
  readonly onEnter?: () => void;
}): ReactNode {
  const { t } = useWords();
  const { hasKeychain } = useApp();
  const [kind, setKind] = useState<KeptWorkspace['kind']>(hasKeychain ? 'keychain' : 'passphrase');
  const choose = (next: KeptWorkspace['kind']): void => {
    setKind(next);
    onChange(next === 'passphrase' ? null : { kind: next });
  };
  return (
    <div className="stack">
      <Choice
        label={t('encryption.choice')}
        value={kind}
        onChange={choose}
        options={[
          {
            id: 'keychain',
            label: (
              <Explained
                title={t('encryption.choice.keychain')}
                text={t('encryption.choice.keychain.text')}
              />
            ),
            isDisabled: !hasKeychain,
          },
          {
            id: 'passphrase',
            label: (
              <Explained
                title={t('encryption.choice.passphrase')}
                text={t('encryption.choice.passphrase.text')}
              />
            ),
          },
          ...(hasPlain
            ? [
                {
                  id: 'plain' as const,
                  label: (
                    <Explained
                      title={t('encryption.choice.plain')}
                      text={t('encryption.choice.plain.text')}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {!hasKeychain && <p className="secondary small">{t('encryption.choice.noKeychain')}</p>}
      {kind === 'passphrase' && (
        <NewPassphrase
          label={t('encryption.passphrase')}
          onChange={(passphrase) => onChange(passphrase === null ? null : { kind: 'passphrase', passphrase })}
          {...(onEnter === undefined ? {} : { onEnter })}
        />
      )}
    </div>
  );
}

function Explained({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <>
      {title} <span className="secondary">{text}</span>
    </>
  );
}
