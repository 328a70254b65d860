import { type ReactNode, useState } from 'react';
import { useWords } from '../words/use-words.tsx';
import { SecretField } from './field.tsx';

const SHORTEST = 8;

/** A new passphrase, typed twice. `onChange` gets null while it is too short or the two differ. */
export function NewPassphrase({
  label,
  onChange,
  autoFocus = false,
  onEnter,
}: {
  readonly label: string;
  readonly onChange: (passphrase: string | null) => void;
  readonly autoFocus?: boolean;
  readonly onEnter?: () => void;
}): ReactNode {
  const { t } = useWords();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const change = (one: string, other: string): void => {
    setFirst(one);
    setSecond(other);
    onChange(one.length >= SHORTEST && one === other ? one : null);
  };
  return (
    <div className="stack new-passphrase">
      <SecretField
        label={label}
        autoFocus={autoFocus}
        value={first}
        error={first !== '' && first.length < SHORTEST ? t('keys.add.keep.short') : null}
        onChange={(value) => change(value, second)}
      />
      <SecretField
        label={t('keys.add.keep.again')}
        value={second}
        error={second !== '' && second !== first ? t('keys.add.keep.differs') : null}
        onChange={(value) => change(first, value)}
        {...(onEnter === undefined ? {} : { onEnter })}
      />
    </div>
  );
}
