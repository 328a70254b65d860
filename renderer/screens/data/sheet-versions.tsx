import type { ReactNode } from 'react';
import type { Sheet } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The versions of an edited submission that are here, each to be looked at. Nothing where there is only one. */
export function SheetVersions({
  sheet,
  show,
}: {
  readonly sheet: Sheet;
  readonly show: (submissionId: number) => void;
}): ReactNode {
  const { t, stamp } = useWords();
  if (sheet.versions.length === 0) return null;
  return (
    <section aria-label={t('sheet.versions')}>
      <h3>{t('sheet.versions')}</h3>
      {sheet.versions.map(({ submissionId, storedAt, isRow, isReadable }) => {
        const name = t('sheet.versions.stored', { at: stamp(storedAt, 'datetime') });
        return (
          <div key={submissionId} className="row">
            {submissionId === sheet.submissionId ? (
              <strong aria-current="true">{name}</strong>
            ) : (
              <Button kind="quiet" onPress={() => show(submissionId)}>
                {name}
              </Button>
            )}
            {isRow && <span className="secondary">{t('sheet.versions.row')}</span>}
            {!isReadable && <span className="warn">{t('sheet.versions.unreadable')}</span>}
          </div>
        );
      })}
    </section>
  );
}
