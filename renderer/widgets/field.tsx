import { type ReactNode, useId, useState } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly isStacked?: boolean;
  readonly autoFocus?: boolean;
  readonly onEnter?: () => void;
  /** Written left to right in every language: addresses, IDs. */
  readonly isCode?: boolean;
  readonly end?: ReactNode;
}

/** A text field with its label before (or above) it, and its fault below it. */
export function TextField(props: FieldProps): ReactNode {
  return <Line {...props} type="text" />;
}

/** A passphrase, password or token: hidden, with a button that shows it; may be pasted; never kept by the browser. */
export function SecretField(props: FieldProps): ReactNode {
  const { t } = useWords();
  const [isShown, setShown] = useState(false);
  return (
    <Line
      {...props}
      isCode
      type={isShown ? 'text' : 'password'}
      end={
        <Button kind="quiet" onPress={() => setShown(!isShown)}>
          {t(isShown ? 'common.hide' : 'common.show')}
        </Button>
      }
    />
  );
}

function Line({
  label,
  value,
  onChange,
  placeholder,
  hint,
  error = null,
  isStacked = false,
  autoFocus = false,
  onEnter,
  isCode = false,
  end,
  type,
}: FieldProps & { readonly type: 'text' | 'password' }): ReactNode {
  const id = useId();
  return (
    <div className={`field ${isStacked ? 'stacked' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <span className="row">
        <span className="field-box grow">
          <input
            id={id}
            type={type}
            value={value}
            placeholder={placeholder}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the first field of a dialog or of the locked screen has the focus.
            autoFocus={autoFocus}
            dir={isCode ? 'ltr' : 'auto'}
            aria-invalid={error !== null || undefined}
            aria-describedby={error === null && hint === undefined ? undefined : `${id}-under`}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && onEnter !== undefined) {
                event.preventDefault();
                onEnter();
              }
            }}
          />
        </span>
        {end}
      </span>
      {(error !== null || hint !== undefined) && (
        <span className="under" id={`${id}-under`}>
          {error !== null ? (
            <span className="error">
              <Icon name="circle-x" inText /> {error}
            </span>
          ) : (
            hint
          )}
        </span>
      )}
    </div>
  );
}

/** A field that searches the shown items. */
export function FindField({
  label,
  value,
  onChange,
  icon = 'search',
  width = 240,
  inputRef,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly icon?: IconName;
  readonly width?: number;
  readonly inputRef?: React.Ref<HTMLInputElement>;
}): ReactNode {
  const { t } = useWords();
  return (
    <span className="field-box" style={{ width }}>
      <Icon name={icon} inText />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation();
            onChange('');
          }
        }}
      />
      {value !== '' && (
        <Button kind="quiet" icon="x" label={t('common.clear')} onPress={() => onChange('')} />
      )}
    </span>
  );
}
