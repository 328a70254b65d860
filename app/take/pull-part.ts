import { problemData } from '../../core/ground/problem.ts';
import { FormTallies, type FormTally } from '../../core/pull/form-tallies.ts';
import { Pace } from './pace.ts';
import type { PullWork } from './pull-ports.ts';
import type { RunningPull, SourcePart } from './running-pull.ts';
import { Silence } from './silence.ts';

/** Adds a source to a pull, with the tallies of its forms begun, so that they can be seen before anything is asked. */
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

/** What a form of a part is called. */
export function titleOf(part: SourcePart, formId: string): string {
  return part.tallies.all().find((tally) => tally.formId === formId)?.title ?? formId;
}

/** Ends the forms that were asked for and that their source does not list any more: there is nothing to wait for. */
export function endUnlisted(part: SourcePart): void {
  const tallies = part.tallies.all();
  // In a Collect folder the forms list nothing themselves; the nameless one lists for all of them.
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

/** Tells what a change of a form's tally means to people, each thing once. */
function tellChange(pull: RunningPull, source: string, tally: Readonly<FormTally>, told: Set<string>): void {
  const where = { source, form: tally.title };
  const once = (what: string): boolean => {
    const key = JSON.stringify([what, tally.formId]);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  };
  const isListed = tally.listed > 0 && tally.step !== 'listing';
  // What is tried again by its name is no list: it says nothing of how many the server has.
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
