import type { ReactNode } from 'react';
import type { BackupRow } from '../../../electron/ipc/backup.ts';
import { NativeField } from '../../widgets/native-field.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

/** When backups are made by themselves, and what is kept of them. */
export function PlanFields({
  plan,
  onChange,
}: {
  readonly plan: BackupRow['plan'];
  readonly onChange: (plan: BackupRow['plan']) => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <>
      <PickerField
        label={t('backups.when')}
        value={plan.isNightly ? 'nightly' : 'by-hand'}
        hint={t('backups.when.hint')}
        options={[
          { id: 'nightly', label: t('backups.when.nightly') },
          { id: 'by-hand', label: t('backups.when.byHand') },
        ]}
        onChange={(when) => onChange({ ...plan, isNightly: when === 'nightly' })}
      />
      {plan.isNightly && (
        <NativeField
          type="time"
          label={t('backups.when.at')}
          value={plan.at}
          onChange={(at) => {
            if (at !== '') onChange({ ...plan, at });
          }}
        />
      )}
      <div className="field">
        <span className="label">{t('backups.kept')}</span>
        <span className="settings-value">{t('backups.kept.text')}</span>
      </div>
    </>
  );
}
