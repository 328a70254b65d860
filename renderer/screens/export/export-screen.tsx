import { type ReactNode, useState } from 'react';
import type { DataForm } from '../../../electron/ipc/data.ts';
import type { ExportOptions, ExportPreset, FormatView } from '../../../electron/ipc/export.ts';
import { useApp } from '../../state/app-info.ts';
import { useCommand } from '../../state/commands.ts';
import { mayWriteInto } from '../../state/copied-folder.ts';
import { useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Head } from '../../widgets/head.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { Notice, ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { addressOf } from './database-address.ts';
import { type Draft, isChanged, withPreset } from './draft.ts';
import { ExportNotice } from './export-notice.tsx';
import { ExportStatusBar } from './export-status-bar.tsx';
import { FilesTable, firstTable, type ShownTable } from './files-table.tsx';
import { countsOf, databaseOf } from './in-database.ts';
import { chosenFormats } from './option-props.ts';
import { OptionsPane } from './options-pane.tsx';
import { PresetBar } from './preset-bar.tsx';
import { PreviewTable } from './preview-table.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';
import { useDatabase } from './use-database.ts';
import { useExport } from './use-export.ts';
import { useMedia } from './use-media.ts';

/** The Export screen for one form and its options. */
export function ExportScreen({
  forms,
  presets,
  formats,
  draft,
  change,
}: {
  readonly forms: readonly DataForm[];
  readonly presets: readonly ExportPreset[];
  readonly formats: readonly FormatView[];
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
}): ReactNode {
  const { t } = useWords();
  const { acceptedFolders } = useApp().settings;
  const { options } = draft;
  const { formId, labels } = options;
  const [shown, setShown] = useState<ShownTable | null>(null);
  const [isAsking, setAsking] = useState(false);
  const form = useReply('export.form', { formId, language: labels }, { keep: true }).value ?? null;
  const plan = useReply('export.plan', options, { keep: true });
  const planned = plan.value ?? null;
  const isSeveral = options.allForms || options.moreFormats.length > 0;
  // The first part may be one that cannot be written.
  const part = shown?.part ?? planned?.files[0]?.part ?? 0;
  const preview = useReply(
    'export.preview',
    isSeveral && planned === null
      ? null
      : { options, part, file: shown?.file ?? null, table: shown?.table ?? null },
    { keep: true },
  );
  const exporting = useExport();
  const signIn = useDatabase();
  const database = databaseOf(chosenFormats(options, formats));
  const { running, ended } = exporting;

  const preset = presets.find(({ name }) => name === draft.preset) ?? null;
  const media = useMedia(options, planned);
  const existing = planned?.files.filter((file) => file.existing !== null) ?? [];
  const set = (next: Draft): void => {
    exporting.forgetEnd();
    change(next);
  };
  const changeOptions = (part: Partial<ExportOptions>): void =>
    set({ ...draft, options: { ...options, ...part } });
  const choosePreset = (next: ExportPreset | null): void => {
    const chosen =
      next === null ? { ...draft, preset: null } : withPreset(options, next, form?.languages ?? []);
    // A password that is typed for one database must not go to another.
    if (chosen.options.postgres !== options.postgres) signIn.set({ secret: '' });
    set(chosen);
  };
  const begin = (changes: Partial<ExportOptions> = {}): void => {
    exporting.forgetEnd();
    setAsking(false);
    void exporting.begin({ ...options, ...changes }, preset?.name ?? null);
  };
  const start = async (): Promise<void> => {
    const copied = planned?.copied ?? null;
    const isAsked = copied !== null && !acceptedFolders.includes(copied.folder);
    if (isAsked && !(await mayWriteInto(copied, 'export'))) return;
    if (database !== 'none' && !(await signIn.keep(options.postgres))) return;
    if (options.existing === 'ask' && existing.length > 0) setAsking(true);
    else begin();
  };
  const whyNot =
    planned?.problem != null
      ? t('export.start.problem')
      : planned === null || exporting.start.isAsking
        ? t('export.start.counting')
        : planned.files.length === 0
          ? t('export.start.nothingNew')
          : database !== 'none' && addressOf(options.postgres).host === ''
            ? t('export.start.address')
            : null;
  useCommand('start-export', running === null && whyNot === null ? () => void start() : null);
  const problem =
    exporting.start.problem ?? plan.problem ?? planned?.problem ?? (isSeveral ? null : preview.problem);
  const reminds = preset === null ? planned?.reminds === true : !preset.isReminded;

  return (
    <>
      <Head
        title={t('export.title')}
        beside={
          <PresetBar
            presets={presets}
            preset={preset}
            options={options}
            isChanged={preset !== null && isChanged(options, planned?.folder ?? null, preset)}
            choose={choosePreset}
          />
        }
      >
        {running === null ? (
          <Button kind="primary" icon="file-output" disabled={whyNot} onPress={() => void start()}>
            {planned === null || planned.problem !== null || planned.files.length === 0
              ? t('export.start.none')
              : database === 'all'
                ? t('export.start.database')
                : t(database === 'some' ? 'export.start.both' : 'export.start', {
                    files: countsOf(planned).files,
                    media: media === undefined ? 'no' : 'yes',
                  })}
          </Button>
        ) : (
          <Button
            kind="primary"
            icon="square"
            disabled={exporting.stop.isAsking ? t('export.stopping') : null}
            onPress={() => void exporting.stop.ask({})}
          >
            {t('export.stop')}
          </Button>
        )}
      </Head>
      {problem !== null && problem !== undefined ? (
        <ProblemNotice problem={problem} again={plan.again} />
      ) : ended !== null ? (
        <ExportNotice status={ended} again={() => void start()} />
      ) : (
        reminds &&
        running === null && (
          <Notice tone="info" title={t('export.reminder')}>
            {t('export.reminder.text')}
          </Notice>
        )
      )}
      <div className="split export-split">
        <OptionsPane
          options={options}
          form={form}
          forms={forms}
          formats={formats}
          folder={planned?.folder ?? null}
          change={changeOptions}
          signIn={signIn}
          chooseForm={(next) => {
            exporting.forgetEnd();
            setShown(null);
            go({ screen: 'export', formId: next }, 'replace');
          }}
        />
        <section className="export-files">
          {planned === null || planned.problem !== null ? (
            plan.state === 'loading' && <LoadingRows screen={t('export.title')} rows={5} />
          ) : (
            <FilesTable
              plan={planned}
              media={media}
              status={running}
              shown={shown ?? firstTable(planned)}
              show={setShown}
            />
          )}
          {preview.value !== undefined && planned?.problem === null && (
            <PreviewTable preview={preview.value} />
          )}
        </section>
      </div>
      <ExportStatusBar formId={formId} plan={planned} running={running} />
      {isAsking && (
        <ReplaceDialog
          files={existing}
          parts={planned?.parts ?? []}
          close={() => setAsking(false)}
          start={(existing) => begin({ existing })}
        />
      )}
    </>
  );
}
