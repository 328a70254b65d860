import type { ReactNode } from 'react';
import type { ExportPreview } from '../../../electron/ipc/export.ts';
import { useWords } from '../../words/use-words.tsx';

/** Few forms have more columns. With more, the browser would take too long for a preview. */
const MOST_COLUMNS = 300;
const LONGEST = 200;
/** The most columns to name. A preview seldom has more columns with guarded cells. */
const LISTED = 10;

/**
 * The header and the first rows as the file will have them. Each cell is in a column; each line starts with
 * its number.
 */
export function PreviewTable({ preview }: { readonly preview: ExportPreview }): ReactNode {
  const { t, number } = useWords();
  const columns = preview.columns.slice(0, MOST_COLUMNS);
  // In a table of a database the names of the columns are not a line.
  const header = preview.table === undefined ? 1 : 0;
  return (
    <>
      <div className="export-heading">
        <h2>{t('export.preview')}</h2>
        <span className="secondary cut">
          {preview.table === undefined
            ? t('export.preview.summary', { file: preview.file })
            : t('export.preview.table', { file: preview.file, table: preview.table })}
        </span>
      </div>
      {preview.guarded.count > 0 && (
        <p className="secondary preview-guarded">
          {t('export.preview.guarded', {
            count: preview.guarded.count,
            columns: preview.guarded.columns.slice(0, LISTED).join(', '),
          })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      <section className="table-box preview" tabIndex={0} dir="ltr" aria-label={t('export.preview')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="line-number">
                <span className="hidden">{t('export.preview.line')}</span>
                {header > 0 && <span aria-hidden="true">{number(header)}</span>}
              </th>
              {columns.map((name, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name; none of them moves.
                <th scope="col" key={i} className="mono" title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number.
              <tr key={line}>
                <th scope="row" className="line-number">
                  {number(line + header + 1)}
                </th>
                {columns.map((_name, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                  <PreviewCell key={i} text={row[i] ?? ''} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {preview.rows.length === 0 && <p className="secondary preview-none">{t('export.preview.none')}</p>}
      </section>
    </>
  );
}

function PreviewCell({ text }: { readonly text: string }): ReactNode {
  const { t } = useWords();
  if (text === '') return <td className="zero">{t('export.preview.empty')}</td>;
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return (
    <td className="mono" title={text.length > 20 ? text.slice(0, 2000) : undefined}>
      <bdi>{shown}</bdi>
    </td>
  );
}
