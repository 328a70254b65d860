import { type ReactNode, useState } from 'react';
import type { BackupOpenedBy } from '../../../electron/ipc/backup.ts';
import type { Place } from '../../../electron/ipc/common.ts';
import { ask } from '../../state/bridge.ts';
import { Button } from '../../widgets/button.tsx';
import { Choice } from '../../widgets/check.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';

/**
 * Asks for what opens a backup: its code, typed or in a file, or the workspace passphrase of that time where the backup
 * has it. `onChange` gets null while nothing is given.
 */
export function OpenBackupFields({
  hasPassphrase,
  onChange,
  onEnter,
}: {
  readonly hasPassphrase: boolean;
  readonly onChange: (by: BackupOpenedBy | null) => void;
  readonly onEnter: () => void;
}): ReactNode {
  const { t } = useWords();
  const [kind, setKind] = useState<'code' | 'passphrase'>('code');
  const [typed, setTyped] = useState('');
  const [file, setFile] = useState<Place | null>(null);
  const change = (by: typeof kind, text: string): void => {
    setKind(by);
    setTyped(text);
    setFile(null);
    if (text.trim() === '') onChange(null);
    else onChange(by === 'code' ? { kind: by, code: text } : { kind: by, passphrase: text });
  };
  const choose = async (): Promise<void> => {
    const chosen = await ask('app.chooseFile', { purpose: 'code' });
    if (chosen === null) return;
    setTyped('');
    setFile(chosen);
    onChange({ kind: 'file', placeId: chosen.id });
  };
  return (
    <div className="stack">
      {hasPassphrase && (
        <Choice
          label={t('backups.restore.by')}
          value={kind}
          onChange={(next) => change(next, '')}
          options={[
            { id: 'code', label: t('backups.restore.by.code') },
            { id: 'passphrase', label: t('backups.restore.by.passphrase') },
          ]}
        />
      )}
      {file === null ? (
        <SecretField
          key={kind}
          isStacked
          label={t(kind === 'code' ? 'backups.restore.code' : 'backups.restore.passphrase')}
          {...(kind === 'code' ? { hint: t('locked.encrypted.recovery.hint') } : {})}
          value={typed}
          onChange={(text) => change(kind, text)}
          onEnter={onEnter}
        />
      ) : (
        <p>{t('backups.restore.file.chosen', { path: file.path })}</p>
      )}
      {kind === 'code' && (
        <div className="row">
          {file === null ? (
            <Button onPress={() => void choose()}>{t('backups.restore.file')}</Button>
          ) : (
            <Button onPress={() => change('code', '')}>{t('backups.restore.file.type')}</Button>
          )}
        </div>
      )}
    </div>
  );
}
