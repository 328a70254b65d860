import { problemData } from '../../core/ground/problem.ts';
import { FormTallies, type FormTally } from '../../core/pull/form-tallies.ts';
import { Pace } from './pace.ts';
import type { PullWork } from './pull-ports.ts';
import type { RunningPull, SourcePart } from './running-pull.ts';
import { Silence } from './silence.ts';

/**
 * Adds a source to a pull and starts the tallies of its forms, so that the forms are shown before any request
 * is sent.
 */
export function beginPart(
  { ports, pull, onChange }: PullWork,
  source: string,
  formIds: readonly string[],
): SourcePart {
  const told = new Set<string>();
  const part: SourcePart = {
    source,
    tallies: new FormTallies((tally) => {
      tellChange(pull, source, tally, told);
      onChange();
    }),
    pace: new Pace(),
    awayUntil: null,
    silence: new Silence(),
    problem: null,
    isQueued: false,
    isCounted: false,
    isEnded: false,
  };
  for (const formId of formIds) {
    const title = ports.workspace.sourceForms.find(source, formId)?.title ?? formId;
    part.tallies.change(formId, (tally) => {
      tally.title = title;
    });
  }
  pull.parts.push(part);
  return part;
}

/** Returns the title of a form of a part. */
export function titleOf(part: SourcePart, formId: string): string {
  return part.tallies.all().find((tally) => tally.formId === formId)?.title ?? formId;
}

/** Ends the requested forms that their source no longer lists: there is nothing to wait for. */
export function endUnlisted(part: SourcePart): void {
  const tallies = part.tallies.all();
  // In a Collect folder the nameless form lists the submissions of all forms.
  const hasNameless = tallies.some(({ formId }) => formId === '');
  for (const { formId, step } of tallies) {
    if (step === 'ended') continue;
    part.tallies.change(formId, (tally) => {
      if (step === 'waiting' && tally.toFetch === 0 && !hasNameless) {
        tally.problem ??= problemData('source.form_unlisted', { source: part.source, form: tally.title });
      }
      if (tally.stored + tally.notStored >= tally.toFetch) tally.step = 'ended';
    });
  }
}

/** Reports what a change of a form's tally means to the user, each thing once. */
function tellChange(pull: RunningPull, source: string, tally: Readonly<FormTally>, told: Set<string>): void {
  const where = { source, form: tally.title };
  const once = (what: string): boolean => {
    const key = JSON.stringify([what, tally.formId]);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  };
  const isListed = tally.listed > 0 && tally.step !== 'listing';
  // A retry of named submissions reads no list, so it does not show how many the server has.
  const { kind } = pull.plan;
  if (isListed && kind !== 'open' && kind !== 'retry' && once('listed')) {
    const { listed, toFetch, again, alreadyHere } = tally;
    pull.tell('listed', { ...where, listed, new: toFetch - again, here: alreadyHere });
  }
  if (tally.step === 'ended' && tally.toFetch > 0 && once('ended')) {
    const { stored, readable, notReadable, notStored } = tally;
    pull.tell(pull.plan.kind === 'open' ? 'form-opened' : 'form-ended', {
      ...where,
      stored,
      readable,
      notReadable,
      notStored,
    });
  }
}
