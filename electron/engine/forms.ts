import { askedKey } from '../../app/keys/asked-key.ts';
import { listedForm, listedForms } from '../../app/take/listed-form.ts';
import { pullsOf } from '../../app/take/pull-history.ts';
import type { PullRunner } from '../../app/take/pull-runner.ts';
import { Problem } from '../../core/ground/problem.ts';
import { tryCounting } from '../../core/pull/count.ts';
import type { FormKey } from '../ipc/common.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { FormDetails } from '../ipc/forms.ts';
import { connectSource, type Reaching } from './connect.ts';
import type { EngineContext } from './context.ts';
import { formRows, formSettings, formsOverview } from './form-rows.ts';

const LAST_PULLS = 5;

/** The requests about forms: what exists, what is here, what can be read, and what is to be pulled. */
export function formsHandlers(
  context: EngineContext,
  runner: PullRunner,
  reaching: Reaching,
  /** Told when the settings of a form have changed. */
  onSettings: () => void,
): Handlers<
  'forms.list' | 'forms.details' | 'forms.choose' | 'forms.set' | 'forms.refresh' | 'forms.listed'
> {
  const { workspace, clock } = context;

  const details = ({ source, formId }: FormKey): FormDetails => {
    const row = formRows(context).find((form) => form.source === source && form.formId === formId);
    if (row === undefined) throw new Problem('engine.form_unknown', { source });
    const listed = listedForm(workspace, { source, formId });
    const versions = workspace.forms.faces().filter((face) => face.formId === formId);
    const here = workspace.submissionCounts.versions(formId);
    const waiting = workspace.versionKeys.waiting().filter((one) => one.formId === formId);
    const names = new Set([...versions.map(({ version }) => version), ...here.keys()]);
    return {
      row,
      versions: [...names].map((version) => {
        const waits = waiting.find((one) => one.version === version);
        const face = versions.find((one) => one.version === version);
        const fingerprint = face?.keyFingerprint ?? waits?.fingerprint ?? null;
        return {
          version: version ?? '',
          here: here.get(version) ?? 0,
          key: fingerprint === null ? null : askedKey(context, fingerprint),
          waiting: waits?.waiting ?? 0,
        };
      }),
      lastPulls: pullsOf(workspace, { source, formId }).slice(0, LAST_PULLS),
      settings: formSettings(context, workspace.sourceForms.find(source, listed.formId)),
    };
  };

  const counting = new Map<string, Promise<Problem | null>>();
  /** Counts a source; who asks while it is being counted gets what comes of that. */
  const count = (name: string): Promise<Problem | null> => {
    const known = counting.get(name);
    if (known !== undefined) return known;
    const { signal } = new AbortController();
    const connect = () => connectSource(context, name, reaching);
    const begun = tryCounting(workspace, clock, name, connect, signal).finally(() => counting.delete(name));
    counting.set(name, begun);
    return begun;
  };

  return {
    'forms.list': () => formsOverview(context),
    'forms.details': details,
    'forms.choose': ({ forms, isChosen }) => {
      workspace.transaction(() => {
        for (const { source, formId } of listedForms(workspace, forms))
          workspace.sourceForms.choose(source, formId, isChosen);
      });
      context.emit({ type: 'forms-changed' });
      return null;
    },
    'forms.set': ({ form: { source, formId }, settings }) => {
      const listed = listedForm(workspace, { source, formId });
      if (workspace.sourceForms.find(source, listed.formId) === null) {
        throw new Problem('engine.form_unknown', { source });
      }
      const text = JSON.stringify(settings);
      workspace.transaction(() => workspace.sourceForms.set(source, listed.formId, text));
      onSettings();
      context.emit({ type: 'forms-changed' });
      return details({ source, formId });
    },
    'forms.refresh': async ({ source }) => {
      // A pull reads the same lists itself.
      if (runner.isRunning) throw new Problem('engine.pull_running', {});
      const names =
        source === null
          ? formsOverview(context)
              .sources.filter(canCount)
              .map(({ name }) => name)
          : [source];
      const met = await Promise.all(names.map(count));
      context.emit({ type: 'forms-changed' });
      const [problem] = met;
      // Asked for one source alone, its problem is the answer; of several, each is told beside its source.
      if (source !== null && problem != null) throw problem;
      return formsOverview(context);
    },
    'forms.listed': ({ form: { source, formId }, offset, limit }) =>
      workspace.listings.page(source, formId, offset, limit),
  };
}

function canCount({
  isRemoved,
  needsSignIn,
}: {
  readonly isRemoved?: true;
  readonly needsSignIn: boolean;
}): boolean {
  return isRemoved !== true && !needsSignIn;
}
