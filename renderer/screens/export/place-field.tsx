import type { ReactNode } from 'react';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { shortPath } from './short-path.ts';

type Shown = 'none' | 'chosen' | 'choose';

/** A file or a folder that may be chosen. Takes its path; null: none is. */
export function PlaceField({
  label,
  none,
  path,
  choose,
  clear,
}: {
  readonly label: string;
  /** What no place means, in words. */
  readonly none: string;
  readonly path: string | null;
  readonly choose: () => void;
  readonly clear: () => void;
}): ReactNode {
  const { t } = useWords();
  const options: Option<Shown>[] = [{ id: 'none', label: none }];
  if (path !== null) options.push({ id: 'chosen', label: shortPath(path) });
  options.push({ id: 'choose', label: t('export.columns.choose') });
  return (
    <PickerField<Shown>
      label={label}
      value={path === null ? 'none' : 'chosen'}
      options={options}
      onChange={(id) => {
        if (id === 'none') clear();
        if (id === 'choose') choose();
      }}
    />
  );
}
