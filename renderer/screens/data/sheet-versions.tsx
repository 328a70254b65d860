import type { ReactNode } from 'react';
import type { Sheet } from '../../../electron/ipc/data.ts';
import { Link } from '../../widgets/button.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Links to the stored versions of an edited submission. Shows nothing where there is only one version. */
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
      <dl>
        {sheet.versions.map(({ submissionId, instanceId, storedAt, isRow, isReadable }) => {
          const id = <bdi dir="ltr">{(instanceId ?? '?').slice(-12)}</bdi>;
          return (
            <div key={submissionId} className="answer">
              <dt>
                {submissionId === sheet.submissionId ? (
                  <strong aria-current="true">{id}</strong>
                ) : (
                  <Link onPress={() => show(submissionId)}>{id}</Link>
                )}
              </dt>
              <dd>
                {t('sheet.versions.stored', { at: stamp(storedAt, 'datetime') })}{' '}
                {isRow && <strong>{t('sheet.versions.row')}</strong>}{' '}
                {!isReadable && <span className="warn">{t('sheet.versions.unreadable')}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
