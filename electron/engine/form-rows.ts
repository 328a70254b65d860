import { needsSignIn } from '../../app/session-login.ts';
import { settingsOf } from '../../core/model/pull-settings.ts';
import { folderOf } from '../../core/model/source-name.ts';
import { isAway } from '../../core/pull/away.ts';
import type { FormTotals } from '../../core/store/form-totals.ts';
import type { FormFace } from '../../core/store/forms.ts';
import type { SourceForm } from '../../core/store/source-forms.ts';
import type { FormCounts, FormKeyState, FormRow, FormsOverview, SourceSummary } from '../ipc/forms.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { EngineContext } from './context.ts';
import { folderLayout } from './folder-layout.ts';

/** Reads everything that the Forms screen shows from the workspace. */
export function formsOverview(context: EngineContext): FormsOverview {
  const { workspace } = context;
  const rows = formRows(context);
  const countedAt = (forms: readonly FormRow[]): string | null =>
    forms.map((form) => form.countedAt ?? '').reduce((newest, at) => (at > newest ? at : newest), '') || null;
  const bySource = Map.groupBy(rows, ({ source }) => source);
  const notReached = workspace.sourceStates.allNotReached();
  const servers = workspace.servers.all();
  const known = new Set(servers.map(({ name }) => name));
  const sources = servers.map((server): SourceSummary => {
    const missed = notReached.get(server.name);
    return {
      name: server.name,
      kind: server.kind,
      account:
        server.kind !== 'folder' && server.settings.login.kind === 'password'
          ? server.settings.login.user
          : null,
      layout: server.kind === 'folder' ? folderLayout(context, server.settings.path) : null,
      notReached:
        missed === undefined
          ? null
          : { since: missed.since, problem: problemView(missed.problem), isAway: isAway(missed.problem) },
      countedAt: countedAt(bySource.get(server.name) ?? []),
      needsSignIn: needsSignIn(context, server),
    };
  });
  // What was imported on the command line, and what was pulled from a server that is not set up any more.
  const others = [...bySource].flatMap(([name, forms]): SourceSummary[] => {
    if (known.has(name)) return [];
    const folder = folderOf(name);
    return [
      {
        name,
        kind: folder === null ? 'openrosa' : 'folder',
        account: null,
        layout: folder === null ? null : folderLayout(context, folder),
        notReached: null,
        countedAt: countedAt(forms),
        needsSignIn: false,
        ...(folder === null ? { isRemoved: true } : {}),
      },
    ];
  });
  const all = [...sources, ...others];
  return {
    sources: all,
    forms: all.flatMap(({ name }) => bySource.get(name) ?? []),
    countedAt: countedAt(rows),
    once: workspace.submissionCounts.hereOnce(),
  };
}

/** The rows of all forms, by source and title. */
export function formRows(context: EngineContext): readonly FormRow[] {
  const { workspace } = context;
  const totals = new Map(workspace.totals.all().map((total) => [keyOf(total), total]));
  const faces = Map.groupBy(workspace.forms.faces(), ({ formId }) => formId);
  const keyOfForm = keyStates(context, faces, workspace.versionKeys.waitingByForm());
  const listed = new Map(workspace.sourceForms.all().map((form) => [keyOf(form), form]));
  // Forms that only their submissions name, in Collect folders and loose envelopes.
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
 * A key that the server keeps is told before a pull, unless its record was added here. Which key it is, or that there is
 * none, only the definition says.
 */
function stateOfKey({ isKeyKept, keptKeys, isEncrypted }: SourceForm, state: FormKeyState): FormKeyState {
  const isHere = state.kind === 'open' || state.kind === 'some' || state.kind === 'locked';
  const isOther =
    keptKeys !== null &&
    state.kind === 'none' &&
    state.fingerprint !== null &&
    !keptKeys.includes(state.fingerprint);
  if (isKeyKept && !isHere && !isOther) return { kind: 'server' };
  return isEncrypted && state.kind === 'unknown'
    ? { kind: 'none', fingerprint: null, isTried: false }
    : state;
}

/** A form of a source that lists it under no name of its own: what is known of the whole source counts for it. */
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
 * Of a form whose submissions were never listed what the server counts itself, where it does; else null, unless something
 * of it is known all the same.
 */
function countsOf(total: FormTotals | null, { countedAt, serverCount }: SourceForm): FormCounts {
  const isUnknown = countedAt === null && (total === null || total.onServer === 0);
  // Of what is here already nobody knows yet whether it is among those.
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

/** Which key opens a form, by the fingerprint that its newest definition names, and whether anything stays shut to it. */
function keyStates(
  { workspace, keys }: EngineContext,
  faces: ReadonlyMap<string, readonly FormFace[]>,
  waiting: ReadonlyMap<string, number>,
): (formId: string) => FormKeyState {
  const kept = new Map(workspace.privateKeys.all().map(({ fingerprint, name }) => [fingerprint, name]));
  return (formId) => {
    const newest = faces.get(formId)?.[0];
    if (newest === undefined) return { kind: 'unknown' };
    const fingerprint = newest.keyFingerprint;
    if (fingerprint === null) return { kind: 'not-encrypted' };
    const held = keys.find(fingerprint);
    if (held !== null) {
      const { name } = held;
      // What still waits although this key is open is for another: of an older version, or of a device that was not told.
      const shut = waiting.get(formId) ?? 0;
      return shut > 0
        ? { kind: 'some', name, fingerprint, waiting: shut }
        : { kind: 'open', name, fingerprint };
    }
    const name = kept.get(fingerprint);
    if (name !== undefined) return { kind: 'locked', name, fingerprint };
    // What waits was tried with every key at hand when it came, and when a key came.
    return { kind: 'none', fingerprint, isTried: (waiting.get(formId) ?? 0) > 0 };
  };
}

/** The settings of one form, the usual ones where it has none of its own. */
export function formSettings(context: EngineContext, form: SourceForm | null): ReturnType<typeof settingsOf> {
  return settingsOf(form?.settings ?? null, context.settings());
}

function keyOf({ source, formId }: { readonly source: string; readonly formId: string }): string {
  return JSON.stringify([source, formId]);
}

function compare(a: string, b: string): number {
  const order = a.localeCompare(b, 'en', { sensitivity: 'base', numeric: true });
  if (order !== 0) return order;
  return a < b ? -1 : a > b ? 1 : 0;
}
