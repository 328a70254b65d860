import { type ReactNode, useState } from 'react';
import type { ExportForm } from '../../../electron/ipc/export.ts';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { allPaths, aroundRepeats } from './column-choice.ts';
import { ColumnsDialog } from './columns-dialog.tsx';

type Shown = 'none' | 'chosen' | 'choose';

/** Questions whose answers the rows of repeats get too. Takes their paths; null is none. */
export function QuestionsField({
  label,
  value,
  form,
  onChange,
}: {
  readonly label: string;
  readonly value: readonly string[] | null;
  readonly form: ExportForm | null;
  readonly onChange: (paths: string[] | null) => void;
}): ReactNode {
  const { t } = useWords();
  const [isChoosing, setChoosing] = useState(false);
  const offered = form === null ? null : aroundRepeats(form);
  const chosen = value ?? [];
  // A form without repeats has no rows that could get answers.
  if (chosen.length === 0 && (offered === null || allPaths(offered).length === 0)) return null;
  const options: Option<Shown>[] = [{ id: 'none', label: t('export.questions.none') }];
  if (chosen.length > 0)
    options.push({ id: 'chosen', label: t('export.questions.chosen', { count: chosen.length }) });
  options.push({ id: 'choose', label: t('export.columns.choose') });
  return (
    <>
      <PickerField<Shown>
        label={label}
        value={chosen.length === 0 ? 'none' : 'chosen'}
        options={options}
        onChange={(id) => {
          if (id === 'none') onChange(null);
          if (id === 'choose') setChoosing(true);
        }}
      />
      {isChoosing && offered !== null && (
        <ColumnsDialog
          title={label}
          form={offered}
          chosen={chosen}
          mayBeNone
          close={() => setChoosing(false)}
          use={(paths) => {
            setChoosing(false);
            onChange(paths.length === 0 ? null : [...paths]);
          }}
        />
      )}
    </>
  );
}
