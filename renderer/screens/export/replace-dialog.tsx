import type { ReactNode } from 'react';
import type { ExportPart, PlannedFile, PlannedFileOfPart } from '../../../electron/ipc/export.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { partName } from './part-name.ts';

type Existing = NonNullable<PlannedFile['existing']>;

/** Asks what to do with files that already exist. Shows the facts about each. */
export function ReplaceDialog({
  files,
  parts,
  close,
  start,
}: {
  readonly files: readonly PlannedFileOfPart[];
  readonly parts: readonly ExportPart[];
  readonly close: () => void;
  readonly start: (existing: 'number' | 'replace') => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  return (
    <Dialog
      role="alertdialog"
      title={t('export.replace.title', { count: files.length })}
      onClose={close}
      buttons={
        <>
          <Button onPress={close} autoFocus>
            {t('common.cancel')}
          </Button>
          <Button onPress={() => start('number')}>{t('export.replace.number')}</Button>
          <Button kind="danger" onPress={() => start('replace')}>
            {t('export.replace.action')}
          </Button>
        </>
      }
    >
      <ul className="replace-list">
        {files.map(({ file, part, existing }) => (
          <li key={`${part}/${file}`}>
            <bdi className="strong">{file}</bdi>
            {parts.length > 1 && parts[part] !== undefined && (
              <span className="secondary">{partName(words, parts[part], parts)}</span>
            )}
            {existing !== null && <span className="secondary">{about(words, existing)}</span>}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function about(words: Words, { bytes, modifiedAt, madeAt, isOurs, otherForm }: Existing): string {
  const { t, when } = words;
  const size = words.bytes(bytes);
  if (otherForm !== null) return t('export.replace.otherForm', { size, form: otherForm });
  if (madeAt === null) return t('export.replace.notOurs', { size, changed: when(modifiedAt) });
  if (isOurs) return t('export.replace.ours', { size, day: when(madeAt) });
  return t('export.replace.changed', { size, day: when(madeAt), changed: when(modifiedAt) });
}
