import type { FormCounts, FormRow } from '../../core/model/form-row.ts';
import type { FormTotals } from '../../core/store/form-totals.ts';
import type { FormFace } from '../../core/store/forms.ts';
import type { SourceForm } from '../../core/store/source-forms.ts';
import type { FormsContext } from './forms-context.ts';
import { keyStates, stateOfKey } from './key-states.ts';

/** The rows of all forms, by source and title. */
export function formRows(context: FormsContext): readonly FormRow[] {
  const { workspace } = context;
  const totals = new Map(workspace.totals.all().map((total) => [keyOf(total), total]));
  const faces = Map.groupBy(workspace.forms.faces(), ({ formId }) => formId);
  const keyOfForm = keyStates(context, faces, workspace.versionKeys.waitingByForm());
  const listed = new Map(workspace.sourceForms.all().map((form) => [keyOf(form), form]));
  // Forms that are known only from their submissions, in Collect folders and loose envelopes.
  for (const [key, { source, formId }] of totals) {
    if (!listed.has(key)) listed.set(key, unlisted(source, formId, faces, listed));
  }
  return [...listed.values()]
    .filter((form) => {
      const { toPull = 0, here = 0 } = totals.get(keyOf(form)) ?? {};
      return form.formId !== '' || toPull > 0 || here > 0 || form.countedAt === null;
    })
    .map((form): FormRow => {
      const own = faces.get(form.formId) ?? [];
      const versions = [...new Set([...own.map(({ version }) => version ?? ''), form.version ?? ''])];
      return {
        source: form.source,
        formId: form.formId,
        title: form.title,
        versions: form.version === null && own.length > 0 ? versions.filter((v) => v !== '') : versions,
        key: stateOfKey(form, keyOfForm(form.formId)),
        counts: countsOf(totals.get(keyOf(form)) ?? null, form),
        countedAt: form.countedAt,
        lastPullAt: form.lastPullAt,
        isChosen: form.isChosen,
        serverState: form.unlistedAt === null ? form.serverState : 'unlisted',
        keyHint: [...new Set(Object.values(form.keyHints))].join(' · ') || null,
      };
    })
    .sort((a, b) => compare(a.source, b.source) || compare(a.title, b.title) || compare(a.formId, b.formId));
}

/**
 * A form that its source does not list under a name. What is known about the whole source holds for this
 * form.
 */
function unlisted(
  source: string,
  formId: string,
  faces: ReadonlyMap<string, readonly FormFace[]>,
  listed: ReadonlyMap<string, SourceForm>,
): SourceForm {
  const whole = listed.get(keyOf({ source, formId: '' }));
  return {
    source,
    formId,
    title: faces.get(formId)?.[0]?.title ?? formId,
    version: null,
    countedAt: whole?.countedAt ?? null,
    comparedAt: whole?.comparedAt ?? null,
    lastPullAt: whole?.lastPullAt ?? null,
    isChosen: whole?.isChosen ?? false,
    isKeyKept: false,
    keptKeys: null,
    keyHints: {},
    isEncrypted: false,
    serverCount: null,
    serverState: null,
    unlistedAt: null,
    settings: null,
  };
}

/**
 * The counts of a form. When its submissions were never listed, `onServer` is the server's own count if there
 * is one, else null, unless some of its submissions are known to be on the server.
 */
function countsOf(total: FormTotals | null, { countedAt, serverCount }: SourceForm): FormCounts {
  const isUnknown = countedAt === null && (total === null || total.onServer === 0);
  // When submissions are already here, nobody knows yet whether the server's count includes them.
  const counted = (total?.here ?? 0) === 0 ? serverCount : null;
  return {
    onServer: isUnknown ? counted : (total?.onServer ?? 0),
    onlyHere: total?.onlyHere ?? 0,
    unlisted: total?.unlisted ?? 0,
    here: total?.here ?? 0,
    toPull: isUnknown ? counted : (total?.toPull ?? 0),
    changed: total?.changed ?? 0,
    readable: total?.readable ?? 0,
    notReadable: total?.notReadable ?? 0,
    warnings: total?.warnings ?? 0,
    notStored: total?.notStored ?? 0,
    leftOut: total?.leftOut ?? 0,
  };
}

function keyOf({ source, formId }: { readonly source: string; readonly formId: string }): string {
  return JSON.stringify([source, formId]);
}

function compare(a: string, b: string): number {
  const order = a.localeCompare(b, 'en', { sensitivity: 'base', numeric: true });
  if (order !== 0) return order;
  return a < b ? -1 : a > b ? 1 : 0;
}
