import type { ReactNode } from 'react';
import type { SnapshotInfo } from '../../../electron/ipc/backup.ts';
import type { Place } from '../../../electron/ipc/common.ts';
import { Button } from '../../widgets/button.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

/** A folder that the user chooses in the system's dialog. */
export function ChosenFolder({
  label,
  place,
  hint,
  choose,
  isFirst = false,
}: {
  readonly label: string;
  readonly place: Place | null;
  readonly hint?: string;
  readonly choose: () => void;
  readonly isFirst?: boolean;
}): ReactNode {
  const { t } = useWords();
  return (
    <fieldset className="field" aria-label={label}>
      <span className="label">{label}</span>
      <span className="row wraps">
        <span className="grow settings-value">{place !== null && <bdi dir="ltr">{place.path}</bdi>}</span>
        <Button autoFocus={isFirst} onPress={choose}>
          {t('backups.restore.choose')}
        </Button>
      </span>
      {hint !== undefined && <span className="under">{hint}</span>}
    </fieldset>
  );
}

/** What stands for the newest snapshot in the list. */
const NEWEST = 'newest';

/** Which snapshot is restored: the newest, unless the user chooses an earlier one. */
export function SnapshotField({
  snapshots,
  value,
  onChange,
}: {
  readonly snapshots: readonly SnapshotInfo[];
  readonly value: string | null;
  readonly onChange: (name: string | null) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const [newest, ...earlier] = snapshots;
  if (newest === undefined) return null;
  return (
    <PickerField
      label={t('backups.restore.snapshot')}
      value={value ?? NEWEST}
      options={[
        { id: NEWEST, label: t('backups.restore.snapshot.newest', { time: words.full(newest.at) }) },
        ...earlier.map(({ name, at, bytes }) => ({
          id: name,
          label: t('backups.restore.snapshot.at', { time: words.full(at), size: words.bytes(bytes) }),
        })),
      ]}
      onChange={(id) => onChange(id === NEWEST ? null : id)}
    />
  );
}
