import { chooseForms, setPullSettings } from '../../app/forms/choose-forms.ts';
import { CountSources } from '../../app/forms/count-sources.ts';
import { formDetails } from '../../app/forms/form-details.ts';
import { formsOverview } from '../../app/forms/forms-overview.ts';
import type { PullRunner } from '../../app/take/pull-runner.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { FormsOverview, formsRequests } from '../ipc/forms.ts';
import { problemView } from '../ipc/problem-view.ts';
import { connectSource, type Reaching } from './connect.ts';
import type { EngineContext } from './context.ts';

/** The requests about forms: what exists, what is here, what can be read, and what is to be pulled. */
export function formsHandlers(
  context: EngineContext,
  runner: PullRunner,
  reaching: Reaching,
  /** Called when the settings of a form have changed. */
  onSettings: () => void,
): Handlers<keyof typeof formsRequests> {
  const { workspace } = context;
  const counting = new CountSources(context, (name) => connectSource(context, name, reaching));
  const changed = (): void => context.emit({ type: 'forms-changed' });

  return {
    'forms.list': () => overviewView(context),
    'forms.details': (form) => formDetails(context, form),
    'forms.choose': ({ forms, isChosen }) => {
      chooseForms(workspace, forms, isChosen);
      changed();
      return null;
    },
    'forms.set': ({ form, settings }) => {
      setPullSettings(workspace, form, settings);
      onSettings();
      changed();
      return formDetails(context, form);
    },
    'forms.refresh': async ({ source }) => {
      // A pull reads the same lists itself.
      if (runner.isRunning) throw new Problem('engine.pull_running', {});
      // The problem of one source is reported when all lists are read.
      await counting.count(source).finally(changed);
      return overviewView(context);
    },
    'forms.listed': ({ form: { source, formId }, offset, limit }) =>
      workspace.listings.page(source, formId, offset, limit),
  };
}

/** All forms as the window shows them: problems in words. */
function overviewView(context: EngineContext): FormsOverview {
  const { sources, ...overview } = formsOverview(context);
  return {
    ...overview,
    sources: sources.map(({ notReached, ...source }) => ({
      ...source,
      notReached: notReached === null ? null : { ...notReached, problem: problemView(notReached.problem) },
    })),
  };
}
