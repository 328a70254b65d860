import { type ReactNode, useEffect, useState } from 'react';
import type { DataForm } from '../../../electron/ipc/data.ts';
import type { ExportOptions, ExportPreset, FormatView } from '../../../electron/ipc/export.ts';
import { useReply } from '../../state/replies.ts';
import { go, useRouteOf } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head } from '../../widgets/head.tsx';
import { LoadingScreen, useIsBegun } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { lastForm } from '../data/last-form.ts';
import { type Draft, keepDraft, keptDraft, withForm } from './draft.ts';
import { ExportScreen } from './export-screen.tsx';

/** The Export screen. It shows the files before they are written. */
export function Export(): ReactNode {
  const { t } = useWords();
  const isBegun = useIsBegun();
  const forms = useReply('data.forms', {}, { keep: true });
  const presets = useReply('export.presets', {}, { keep: true });
  const formats = useReply('export.formats', {}, { keep: true });
  const refused = [forms, presets, formats].find(({ state }) => state === 'refused');
  if (refused?.state === 'refused') {
    return (
      <>
        <Head title={t('export.title')} />
        <ProblemNotice problem={refused.problem} again={refused.again} />
      </>
    );
  }
  if (!isBegun || forms.state !== 'there' || presets.state !== 'there' || formats.state !== 'there')
    return <LoadingScreen title={t('export.title')} />;
  const exportable = forms.value.filter(({ here }) => here > 0);
  if (exportable.length === 0) {
    return (
      <>
        <Head title={t('export.title')} />
        <div className="content">
          <Empty
            title={t('export.empty')}
            actions={
              <Button kind="primary" onPress={() => go({ screen: 'forms' })}>
                {t('export.empty.forms')}
              </Button>
            }
          >
            {t('export.empty.text')}
          </Empty>
        </div>
      </>
    );
  }
  return <Drafted forms={exportable} presets={presets.value} formats={formats.value} />;
}

/** Finds the draft to show: the last one, moved to the requested form, or the defaults. */
function Drafted({
  forms,
  presets,
  formats,
}: {
  readonly forms: readonly DataForm[];
  readonly presets: readonly ExportPreset[];
  readonly formats: readonly FormatView[];
}): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('export');
  const [draft, setDraft] = useState<Draft | null>(keptDraft);
  const known = (formId: string | undefined): boolean => forms.some((form) => form.formId === formId);
  const wanted =
    [route.formId, draft?.options.formId, lastForm.get() ?? undefined, forms[0]?.formId].find(known) ?? '';
  const defaults = useReply('export.defaults', { formId: wanted });
  const isReady = draft?.options.formId === wanted;
  const change = (next: Draft): void => {
    keepDraft(next);
    setDraft(next);
  };
  const { value } = defaults;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft is made once for a form, when its defaults are there.
  useEffect(() => {
    if (value === undefined || isReady) return;
    const begun = draft === null ? { options: value.options, preset: null } : withForm(draft, value);
    change({ ...begun, options: { ...begun.options, ...fromRoute(route) } });
  }, [value, isReady]);
  // A filter that comes from Data replaces the rows that were chosen before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is brought.
  useEffect(() => {
    if (draft !== null && isReady) change({ ...draft, options: { ...draft.options, ...fromRoute(route) } });
  }, [route.view, route.columns]);
  if (defaults.state === 'refused')
    return <ProblemNotice problem={defaults.problem} again={defaults.again} />;
  if (draft === null || !isReady) return <LoadingScreen title={t('export.title')} />;
  return <ExportScreen forms={forms} presets={presets} formats={formats} draft={draft} change={change} />;
}

function fromRoute({
  view,
  formId,
}: {
  readonly view?: ExportView;
  readonly formId?: string;
}): Partial<ExportOptions> {
  return view === undefined || view.formId !== formId
    ? {}
    : { rows: { kind: 'view', view }, allForms: false };
}

type ExportView = Extract<ExportOptions['rows'], { readonly kind: 'view' }>['view'];
