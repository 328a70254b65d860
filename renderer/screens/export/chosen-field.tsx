import type { ReactNode } from 'react';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

type Shown = 'none' | 'chosen' | 'choose';

/** Something that may be chosen in a dialog. Takes how it is shown; null: nothing is chosen. */
export function ChosenField({
  label,
  none,
  chosen,
  choose,
  clear,
}: {
  readonly label: string;
  /** What no choice means, in words. */
  readonly none: string;
  readonly chosen: string | null;
  readonly choose: () => void;
  readonly clear: () => void;
}): ReactNode {
  const { t } = useWords();
  const options: Option<Shown>[] = [{ id: 'none', label: none }];
  if (chosen !== null) options.push({ id: 'chosen', label: chosen });
  options.push({ id: 'choose', label: t('export.columns.choose') });
  return (
    <PickerField<Shown>
      label={label}
      value={chosen === null ? 'none' : 'chosen'}
      options={options}
      onChange={(id) => {
        if (id === 'none') clear();
        if (id === 'choose') choose();
      }}
    />
  );
}
