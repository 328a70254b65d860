import { type ReactNode, useState } from 'react';
import type { ExportOptions, ExportProfile } from '../../../electron/ipc/export.ts';
import { putReply, useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { MenuButton } from '../../widgets/menu.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

const NONE = 'none';

/** The profile that is used, whether the options are still its own, and saving them. */
export function ProfileBar({
  profiles,
  profile,
  options,
  isChanged,
  choose,
}: {
  readonly profiles: readonly ExportProfile[];
  readonly profile: ExportProfile | null;
  readonly options: ExportOptions;
  readonly isChanged: boolean;
  readonly choose: (profile: ExportProfile | null) => void;
}): ReactNode {
  const { t } = useWords();
  const [isNaming, setNaming] = useState(false);
  const save = useAsk('export.saveProfile');
  const remove = useAsk('export.removeProfile');
  const saveAs = async (name: string): Promise<void> => {
    const saved = await save.ask({ name, options });
    if (saved === null) return;
    putReply('export.profiles', {}, saved);
    choose(saved.find((one) => one.name === name) ?? null);
    setNaming(false);
  };
  const removeIt = async (name: string): Promise<void> => {
    const left = await remove.ask({ name });
    if (left === null) return;
    putReply('export.profiles', {}, left);
    choose(null);
  };
  return (
    <>
      {profiles.length > 0 && (
        <Picker
          label={t('export.profile')}
          width={200}
          value={profile === null ? NONE : `profile:${profile.name}`}
          options={[
            { id: NONE, label: t('export.profile.none') },
            ...profiles.map(({ name }) => ({ id: `profile:${name}`, label: name })),
          ]}
          onChange={(id) => choose(profiles.find(({ name }) => id === `profile:${name}`) ?? null)}
        />
      )}
      {profile !== null && isChanged && (
        <>
          <span className="tag">{t('export.profile.changed')}</span>
          <Button kind="quiet" onPress={() => void saveAs(profile.name)}>
            {t('common.save')}
          </Button>
        </>
      )}
      <Button kind="quiet" onPress={() => setNaming(true)}>
        {t('export.profile.saveAs')}
      </Button>
      {profile !== null && (
        <MenuButton
          label={t('export.profile.more')}
          icon="ellipsis"
          className="btn quiet icon-only"
          entries={[
            { id: 'remove', label: t('export.profile.remove'), run: () => void removeIt(profile.name) },
          ]}
        />
      )}
      {isNaming && (
        <NameDialog
          taken={profiles.map(({ name }) => name)}
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
      title={t('export.profile.saveAs.title')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" disabled={trimmed === '' ? t('export.profile.name') : null} onPress={submit}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="secondary">{t('export.profile.saveAs.text')}</p>
        <TextField
          label={t('export.profile.name')}
          value={name}
          onChange={setName}
          isStacked
          autoFocus
          onEnter={submit}
          hint={taken.includes(trimmed) ? t('export.profile.name.taken') : undefined}
        />
        {problem}
      </div>
    </Dialog>
  );
}
