import { type ReactNode, useState } from 'react';
import { TextField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { type NumberBounds, numberIn } from './number-in.ts';

/** A field for a number. Keeps a text that is none, says what is wrong with it, and reports only numbers. */
export function NumberField({
  label,
  value,
  bounds,
  placeholder,
  onChange,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly bounds: NumberBounds;
  readonly placeholder?: string;
  readonly onChange: (value: number | null) => void;
}): ReactNode {
  const { t } = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (value === null ? '' : String(value));
  const isWrong = text.trim() !== '' && numberIn(text, bounds) === null;
  return (
    <TextField
      label={label}
      value={text}
      placeholder={placeholder ?? ''}
      isCode
      error={isWrong ? t('export.number.between', { least: bounds.least, most: bounds.most }) : null}
      onChange={(next) => {
        const number = numberIn(next, bounds);
        // A text that is no number stays in the field; the option has then no value.
        setTyped(number === null ? next : null);
        onChange(number);
      }}
    />
  );
}
