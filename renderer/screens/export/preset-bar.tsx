import { type ReactNode, useState } from 'react';
import type { ExportOptions, ExportPreset } from '../../../electron/ipc/export.ts';
import { putReply, useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { MenuButton } from '../../widgets/menu.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

const NONE = 'none';

/** The preset, whether the options differ from it, and the button that saves them. */
export function PresetBar({
  presets,
  preset,
  options,
  isChanged,
  choose,
}: {
  readonly presets: readonly ExportPreset[];
  readonly preset: ExportPreset | null;
  readonly options: ExportOptions;
  readonly isChanged: boolean;
  readonly choose: (preset: ExportPreset | null) => void;
}): ReactNode {
  const { t } = useWords();
  const [isNaming, setNaming] = useState(false);
  const save = useAsk('export.savePreset');
  const remove = useAsk('export.removePreset');
  const saveAs = async (name: string): Promise<void> => {
    const saved = await save.ask({ name, options });
    if (saved === null) return;
    putReply('export.presets', {}, saved);
    choose(saved.find((one) => one.name === name) ?? null);
    setNaming(false);
  };
  const removeIt = async (name: string): Promise<void> => {
    const left = await remove.ask({ name });
    if (left === null) return;
    putReply('export.presets', {}, left);
    choose(null);
  };
  return (
    <>
      {presets.length > 0 && (
        <Picker
          label={t('export.preset')}
          width={200}
          value={preset === null ? NONE : `preset:${preset.name}`}
          options={[
            { id: NONE, label: t('export.preset.none') },
            ...presets.map(({ name }) => ({ id: `preset:${name}`, label: name })),
          ]}
          onChange={(id) => choose(presets.find(({ name }) => id === `preset:${name}`) ?? null)}
        />
      )}
      {preset !== null && isChanged && (
        <>
          <span className="tag">{t('export.preset.changed')}</span>
          <Button kind="quiet" onPress={() => void saveAs(preset.name)}>
            {t('common.save')}
          </Button>
        </>
      )}
      <Button kind="quiet" onPress={() => setNaming(true)}>
        {t('export.preset.saveAs')}
      </Button>
      {preset !== null && (
        <MenuButton
          label={t('export.preset.more')}
          icon="ellipsis"
          className="btn quiet icon-only"
          entries={[
            { id: 'remove', label: t('export.preset.remove'), run: () => void removeIt(preset.name) },
          ]}
        />
      )}
      {isNaming && (
        <NameDialog
          taken={presets.map(({ name }) => name)}
          save={(name) => void saveAs(name)}
          close={() => setNaming(false)}
          problem={save.problem === null ? null : <ProblemText problem={save.problem} />}
        />
      )}
    </>
  );
}

function NameDialog({
  taken,
  save,
  close,
  problem,
}: {
  readonly taken: readonly string[];
  readonly save: (name: string) => void;
  readonly close: () => void;
  readonly problem: ReactNode;
}): ReactNode {
  const { t } = useWords();
  const [name, setName] = useState('');
  const trimmed = name.trim().slice(0, 100);
  const submit = (): void => {
    if (trimmed !== '') save(trimmed);
  };
  return (
    <Dialog
      title={t('export.preset.saveAs.title')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" disabled={trimmed === '' ? t('export.preset.name') : null} onPress={submit}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="secondary">{t('export.preset.saveAs.text')}</p>
        <TextField
          label={t('export.preset.name')}
          value={name}
          onChange={setName}
          isStacked
          autoFocus
          onEnter={submit}
          hint={taken.includes(trimmed) ? t('export.preset.name.taken') : undefined}
        />
        {problem}
      </div>
    </Dialog>
  );
}
