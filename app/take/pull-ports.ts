import type { Clock } from '../../core/ground/clock.ts';
import type { ProblemData } from '../../core/ground/problem.ts';
import { idOfForm } from '../../core/model/form-ref.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { ExportedAfter, PullPlan, PullState } from '../../core/model/pull.ts';
import { type PullSettings, settingsOf, type UsualSettings } from '../../core/model/pull-settings.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { Away } from '../../core/pull/away.ts';
import type { Source } from '../../core/source/source.ts';
import type { SourceForm } from '../../core/store/source-forms.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { InHandList } from './in-hand.ts';
import type { RunningPull, SourcePart } from './running-pull.ts';

/** What a pull needs from outside. It is passed in, so that tests can pass their own. */
export interface PullPorts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  /**
   * Connects to a source by its name and signs in. The source calls `onTryingAgain` when it sends a request
   * again. Throws a Problem.
   */
  connect(sourceName: string, onTryingAgain: (problem: ProblemData | null) => void): Promise<Source>;
  /** Returns the keys that are unlocked now. */
  keys(): readonly UnlockedKey[];
  settings(): UsualSettings & { readonly connections: number };
  /** Exports a form with the preset of this name. Throws a Problem. */
  runPreset(formId: string, profile: string): Promise<Omit<ExportedAfter, 'profile'>>;
  /** Called at most ten times per second, and once more at the end. */
  onState(state: PullState): void;
  /**
   * Called at most once per second, and once more at the end, with the forms whose submissions have changed.
   */
  onStored(formIds: readonly string[]): void;
  /** Called with the current step and its submissions. The step is null when nothing runs. */
  inHand(step: string | null, refs: readonly RefKey[]): void;
  /** How many threads decrypt submissions; undefined: one per core. */
  readonly threads?: number | undefined;
}

/** What the steps of one running pull share. */
export interface PullWork {
  readonly ports: PullPorts;
  readonly pull: RunningPull;
  readonly inHand: InHandList;
  /** The objects that wait for the network, by the source that each belongs to. */
  readonly aways: Map<SourcePart, Away>;
  /** Call it when something in the state has changed. */
  readonly onChange: () => void;
  /** Call it with the submissions that were stored. */
  readonly onStored: (refs: readonly RefKey[]) => void;
}

/** A form with how it is pulled. */
export interface ChosenForm {
  readonly form: SourceForm;
  readonly settings: PullSettings;
}

/** Returns the forms of a plan, with their settings. */
export function chosenForms(ports: PullPorts, plan: PullPlan): readonly ChosenForm[] {
  const wanted = plan.forms === null ? null : new Set(plan.forms.map(idOfForm));
  return ports.workspace.sourceForms
    .all()
    .filter((form) => wanted === null || wanted.has(idOfForm(form)))
    .map((form) => ({ form, settings: settingsOf(form.settings, ports.settings()) }));
}
