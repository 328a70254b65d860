import { type ReactNode, useState } from 'react';
import type { DataForm } from '../../../electron/ipc/data.ts';
import type { ExportOptions } from '../../../electron/ipc/export.ts';
import { useReply } from '../../state/replies.ts';
import { useRouteOf } from '../../state/route.ts';
import { Check } from '../../widgets/check.tsx';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { allPaths, columnsOfData } from './column-choice.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { DayField } from './day-field.tsx';
import type { OptionProps } from './option-props.ts';

type RowKind = ExportOptions['rows']['kind'];
const ANY_VERSION = 'all';
/** No form has this ID. */
const ALL_FORMS = '';
/** No source has this name. */
const ALL_SOURCES = '';

export function WhatOptions({
  options,
  form,
  formats,
  change,
  forms,
  chooseForm,
}: OptionProps & {
  readonly forms: readonly DataForm[];
  readonly chooseForm: (formId: string) => void;
}): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('export');
  const { formId, rows } = options;
  const comesBySelf = formats.find(({ id }) => id === options.format)?.hasSources === true;
  const isOne = !options.allForms;
  const view = rows.kind === 'view' ? rows.view : route.view?.formId === formId ? route.view : undefined;
  const changeRows = (kind: RowKind): void => {
    if (kind === 'view') {
      if (view !== undefined) change({ rows: { kind, view } });
    } else change({ rows: kind === 'days' ? { kind, from: null, to: null } : { kind } });
  };
  const versions = form?.versions ?? [];
  const sources = form?.sources ?? [];
  return (
    <>
      <PickerField
        label={t('export.form')}
        value={options.allForms ? ALL_FORMS : formId}
        options={[
          ...(forms.length > 1 ? [{ id: ALL_FORMS, label: t('export.form.all') }] : []),
          ...forms.map(({ formId: id, title }) => ({ id, label: title })),
        ]}
        onChange={(id) => {
          if (id === ALL_FORMS)
            change({ allForms: true, rows: rows.kind === 'view' ? { kind: 'all' } : rows });
          else if (id === formId) change({ allForms: false });
          else chooseForm(id);
        }}
      />
      <PickerField<RowKind>
        label={t('export.rows')}
        value={rows.kind}
        options={[
          { id: 'all', label: t('export.rows.all') },
          ...(view === undefined || !isOne ? [] : [{ id: 'view' as const, label: t('export.rows.view') }]),
          { id: 'new', label: t('export.rows.new') },
          { id: 'days', label: t('export.rows.days') },
        ]}
        onChange={changeRows}
      />
      {rows.kind === 'days' && (
        <>
          <DayField
            label={t('export.rows.from')}
            value={rows.from}
            onChange={(from) => change({ rows: { ...rows, from } })}
          />
          <DayField
            label={t('export.rows.to')}
            value={rows.to}
            onChange={(to) => change({ rows: { ...rows, to } })}
          />
        </>
      )}
      {isOne && versions.length > 1 && rows.kind !== 'view' && (
        <PickerField
          label={t('export.version')}
          value={options.version === undefined ? ANY_VERSION : `v${options.version}`}
          options={[
            { id: ANY_VERSION, label: t('export.version.all') },
            ...versions.map((version) => ({
              id: `v${version}`,
              label: version === '' ? t('export.version.none') : version,
            })),
          ]}
          onChange={(id) => change({ version: id === ANY_VERSION ? undefined : id.slice(1) })}
        />
      )}
      {isOne && sources.length > 1 && rows.kind !== 'view' && (
        <PickerField
          label={t('export.source')}
          value={options.sources?.[0] ?? ALL_SOURCES}
          options={[
            { id: ALL_SOURCES, label: t('export.source.all') },
            ...sources.map((name) => ({ id: name, label: name })),
          ]}
          onChange={(name) => change({ sources: name === ALL_SOURCES ? null : [name] })}
        />
      )}
      <Check isChecked={options.allVersions} onChange={(allVersions) => change({ allVersions })}>
        {t('export.allVersions')}
      </Check>
      <Check isChecked={options.withoutDeleted} onChange={(withoutDeleted) => change({ withoutDeleted })}>
        {t('export.withoutDeleted')}
      </Check>
      {(sources.length > 1 || !isOne || options.sourceColumn !== null) && (
        <Check
          isChecked={options.sourceColumn ?? comesBySelf}
          onChange={(sourceColumn) => change({ sourceColumn })}
        >
          {t('export.sourceColumn')}
        </Check>
      )}
      {isOne && <ColumnsField options={options} form={form} change={change} />}
    </>
  );
}

type ColumnKind = 'all' | 'data' | 'chosen' | 'choose';

function ColumnsField({ options, form, change }: Omit<OptionProps, 'formats'>): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('export');
  const [isChoosing, setChoosing] = useState(false);
  const table = useReply('data.table', { formId: options.formId, path: '' });
  const all = form === null ? [] : allPaths(form);
  const shown = route.columns ?? table.value?.layout.columns ?? table.value?.defaultColumns ?? null;
  const ofData = form === null || shown === null ? null : columnsOfData(form, shown);
  const kind: ColumnKind =
    options.columns === null
      ? 'all'
      : ofData !== null && ofData.join('\n') === options.columns.join('\n')
        ? 'data'
        : 'chosen';
  const choices: Option<ColumnKind>[] = [
    { id: 'all', label: t('export.columns.all', { count: all.length }) },
  ];
  if (ofData !== null) choices.push({ id: 'data', label: t('export.columns.data') });
  if (kind === 'chosen') {
    const count = options.columns?.length ?? 0;
    choices.push({ id: 'chosen', label: t('export.columns.chosen', { count, all: all.length }) });
  }
  choices.push({ id: 'choose', label: t('export.columns.choose') });
  return (
    <>
      <PickerField
        label={t('export.columns')}
        value={kind}
        options={choices}
        onChange={(id) => {
          if (id === 'all') change({ columns: null });
          if (id === 'data') change({ columns: ofData === null ? null : [...ofData] });
          if (id === 'choose') setChoosing(true);
        }}
      />
      {isChoosing && form !== null && (
        <ColumnsDialog
          title={t('export.columns.title')}
          form={form}
          chosen={options.columns ?? all}
          close={() => setChoosing(false)}
          use={(columns) => {
            setChoosing(false);
            change({ columns: columns.length === all.length ? null : [...columns] });
          }}
        />
      )}
    </>
  );
}
