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

/** What a pull needs of the world, passed in so that tests can pass their own. */
export interface PullPorts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  /** A source by its name, signed in, which tells when a request is sent again. Throws a Problem. */
  connect(sourceName: string, onTryingAgain: (problem: ProblemData | null) => void): Promise<Source>;
  /** The keys that are open now. */
  keys(): readonly UnlockedKey[];
  settings(): UsualSettings & { readonly connections: number };
  /** Exports a form by a preset of that name. Throws a Problem. */
  runPreset(formId: string, profile: string): Promise<Omit<ExportedAfter, 'profile'>>;
  /** Told at most ten times a second, and once more at the end. */
  onState(state: PullState): void;
  /** Told at most once a second, and once more at the end, which forms have other submissions than before. */
  onStored(formIds: readonly string[]): void;
  /** Told what is being worked on; null when nothing is. */
  inHand(step: string | null, refs: readonly RefKey[]): void;
  /** Threads that open submissions; undefined is one a core. */
  readonly threads?: number | undefined;
}

/** One pull at work: what its steps share. */
export interface PullWork {
  readonly ports: PullPorts;
  readonly pull: RunningPull;
  readonly inHand: InHandList;
  /** What waits for the network, by the source that it belongs to. */
  readonly aways: Map<SourcePart, Away>;
  /** To be called when anything of the state has changed. */
  readonly onChange: () => void;
  /** To be called with what was stored. */
  readonly onStored: (refs: readonly RefKey[]) => void;
}

/** A form with how it is pulled. */
export interface ChosenForm {
  readonly form: SourceForm;
  readonly settings: PullSettings;
}

/** The forms that a plan is about, with their settings. */
export function chosenForms(ports: PullPorts, plan: PullPlan): readonly ChosenForm[] {
  const wanted = plan.forms === null ? null : new Set(plan.forms.map(idOfForm));
  return ports.workspace.sourceForms
    .all()
    .filter((form) => wanted === null || wanted.has(idOfForm(form)))
    .map((form) => ({ form, settings: settingsOf(form.settings, ports.settings()) }));
}
