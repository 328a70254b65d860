import type { ReactNode } from 'react';
import type { DataForm, DataTable, Wording } from '../../../electron/ipc/data.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Head } from '../../widgets/head.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';
import { labelOf } from './column-titles.ts';

const ALL_VERSIONS = 'all';
const MOST_SEGMENTS = 4;

/** The head of the screen: the form, version and table, and a button that exports them. */
export function DataHead({
  forms,
  form,
  info,
  version,
  path,
  wording,
  onVersion,
  onExport,
}: {
  readonly forms: readonly DataForm[];
  readonly form: DataForm;
  /** undefined while it loads. */
  readonly info: DataTable | undefined;
  /** undefined is every version; '' is "no version". */
  readonly version: string | undefined;
  /** The table: '' for the submissions, else a repeat. */
  readonly path: string;
  readonly wording: Wording;
  readonly onVersion: (version: string | undefined) => void;
  readonly onExport: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const tables = info?.tables ?? [];
  const tableOptions = tables.map((one) => ({
    id: one.path,
    label: `${one.path === '' ? t('data.table.submissions') : labelOf(one.labels, one.name, { ...wording, show: 'labels' })} ${words.number(one.rows)}`,
  }));
  const showTable = (next: string): void => go({ screen: 'data', formId: form.formId, path: next });
  return (
    <Head title={t('data.title')}>
      <div className="row data-choice">
        <Picker
          label={t('data.form')}
          value={form.formId}
          width={220}
          options={forms.map(({ formId, title }) => ({ id: formId, label: title }))}
          onChange={(formId) => go({ screen: 'data', formId })}
        />
        <Picker
          label={t('data.version')}
          value={version === undefined ? ALL_VERSIONS : `v${version}`}
          options={[
            { id: ALL_VERSIONS, label: t('data.version.all') },
            ...(info?.versions ?? []).map((one) => ({
              id: `v${one.version}`,
              label: one.version === '' ? t('data.version.none') : one.version,
            })),
          ]}
          onChange={(id) => onVersion(id === ALL_VERSIONS ? undefined : id.slice(1))}
        />
        {tables.length > 1 &&
          (tables.length <= MOST_SEGMENTS ? (
            <Segmented label={t('data.tables')} value={path} options={tableOptions} onChange={showTable} />
          ) : (
            <Picker label={t('data.tables')} value={path} options={tableOptions} onChange={showTable} />
          ))}
      </div>
      <Button kind="primary" icon="file-output" onPress={onExport}>
        {t('data.export')}
      </Button>
    </Head>
  );
}
