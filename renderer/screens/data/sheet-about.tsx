import type { ReactNode } from 'react';
import type { Sheet } from '../../../electron/ipc/data.ts';
import { useWords } from '../../words/use-words.tsx';

/** The facts about a submission that are not answers. */
export function SheetAbout({ sheet }: { readonly sheet: Sheet }): ReactNode {
  const words = useWords();
  const { t, stamp } = words;
  const { about } = sheet;
  const date = (text: string | null): string | null => (text === null ? null : stamp(text, 'datetime'));
  const lines: readonly (readonly [string, string | null])[] = [
    [t('sheet.about.id'), about.instanceId],
    [t('sheet.about.version'), about.version],
    [t('sheet.about.started'), date(about.started)],
    [t('sheet.about.ended'), date(about.ended)],
    [t('sheet.about.received'), date(about.received)],
    [t('sheet.about.stored'), date(about.storedAt)],
    [t('sheet.about.device'), about.device],
    [t('sheet.about.submitter'), about.submitter],
    [t('sheet.about.review'), about.review],
    [t('sheet.about.sources'), about.sources.join(', ')],
    [
      t('sheet.about.encrypted'),
      sheet.key === null
        ? null
        : t(about.encryptedFileKept ? 'sheet.about.encrypted.kept' : 'sheet.about.encrypted.removed'),
    ],
  ];
  return (
    <section aria-label={t('sheet.about')}>
      <h3>{t('sheet.about')}</h3>
      <dl>
        {lines.map(([label, value]) =>
          value === null || value === '' ? null : (
            <div key={label} className="answer">
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
        )}
        {about.files.length > 0 && (
          <div className="answer">
            <dt>{t('sheet.about.files')}</dt>
            <dd>
              {about.files.map((file) => (
                <div key={file.name} title={file.md5 ?? undefined}>
                  <bdi>{file.name}</bdi>{' '}
                  <span className={file.isMissing ? 'warn' : 'secondary'}>
                    {file.isMissing
                      ? t('sheet.about.file.missing')
                      : file.bytes === null
                        ? ''
                        : words.bytes(file.bytes)}
                  </span>
                </div>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
