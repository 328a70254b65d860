import { exitOfRun } from '../../app/take/exit-of-run.ts';
import { describe, type ProblemCode, type ProblemData, problemData } from '../../core/ground/problem.ts';
import type { AsideSubmission, EmptyForm, RunReport } from '../../core/model/run-report.ts';
import { note, plural, printable, printJson, printLine } from '../output.ts';
import { duration } from '../progress.ts';

/** Prints what a pull, import, retry or decryption did, and returns the command's exit code. */
export function printRun(report: RunReport, isJson: boolean): number {
  if (isJson) printJson(report);
  else printWords(report);
  return exitOfRun(report);
}

function printWords(report: RunReport): void {
  const { counts: c, left: over, empty = [], unlisted = [], drafts, notes = [], seconds } = report;
  printLine(
    `Listed      ${plural(c.listed, 'submission')}: ${c.alreadyHere} already here, ${c.toFetch} to download${c.leftOut > 0 ? `, ${c.leftOut} left out` : ''}`,
  );
  printEmpty(empty);
  if (unlisted.length > 0) {
    printLine(
      `Not shown   ${plural(unlisted.length, 'form')} no longer shown to this account: ${namesOf(unlisted)}`,
    );
  }
  const left = [
    c.notFetched > 0 ? `${c.notFetched} could not be downloaded` : '',
    c.notReached > 0 ? `${c.notReached} not reached` : '',
  ].filter((text) => text !== '');
  printLine(`Downloaded  ${c.fetched}${left.length > 0 ? ` (${left.join(', ')})` : ''}`);
  printLine(
    `Stored      ${c.added} new, ${c.improved} replaced by a more complete copy, ${c.unchanged} already here`,
  );
  if (c.decided > 0) {
    printLine(
      `Decided     ${plural(c.decided, 'submission')} with two different copies: the one that came twice stays`,
    );
  }
  const states = [
    `${c.decrypted} readable`,
    c.waitingForKey > 0 ? `${c.waitingForKey} waiting for a key` : '',
    c.incomplete > 0 ? `${c.incomplete} with files missing or damaged` : '',
    c.failed > 0 ? `${c.failed} not readable` : '',
  ].filter((text) => text !== '');
  printLine(`Of these    ${states.join(', ')}`);
  if (drafts !== undefined && drafts.count > 0) {
    const more = drafts.count > drafts.names.length ? ', …' : '';
    printLine(`Drafts      ${drafts.count} left out: ${printable(drafts.names.join(', '))}${more}`);
    printLine('            Run "attache import --include-drafts" to import them.');
  }
  if (c.unsigned > 0) {
    printLine(`Unsigned    ${plural(c.unsigned, 'submission')} from ODK Web Forms, which does not sign`);
  }
  const waiting = [
    over.waitingForKey > 0 ? `${over.waitingForKey} waiting for a key` : '',
    over.incomplete > 0 ? `${over.incomplete} with files missing or damaged` : '',
    over.failed > 0 ? `${over.failed} not readable` : '',
  ].filter((text) => text !== '');
  if (waiting.length > 0) printLine(`Left over   ${waiting.join(', ')}`);
  if (c.deleted > 0) {
    printLine(`Deleted     ${c.deleted} on the server, but still here (${c.deletedNow} found now)`);
  }
  if (c.unlisted > 0) {
    printLine(
      `Not listed  ${c.unlisted} no longer listed for this account, but still here (${c.unlistedNow} found now)`,
    );
  }
  for (const one of notes) {
    const { message, action } = describe(one);
    printLine(`Sources     ${printable(message)}`);
    printLine(`            ${printable(action)}`);
  }
  printLine(`Time        ${duration(seconds)}`);
  printTroubles(report);
}

/**
 * Returns one line with what was done before the run stopped; null when it stopped before the first download.
 */
export function stoppedText({ counts: c }: RunReport): string | null {
  if (c.toFetch === 0) return null;
  const left = c.toFetch - c.fetched;
  return `Stopped: ${c.fetched} of ${plural(c.toFetch, 'submission')} downloaded (${c.added} new), ${left} left. Attaché keeps them. Run the same command again to continue.`;
}

/** Prints how often each problem occurred, where to read more, and what to do next. */
export function printTroubles(report: RunReport): void {
  const { counts: c, problems, ofForms = {}, said = [], aside = [], outcome } = report;
  const ofSubmissions = Object.entries(problems).map(([code, count]): [string, number] => [
    code,
    count - (ofForms[code as ProblemCode] ?? 0),
  ]);
  printProblems('Forms       problems with forms and their lists:', Object.entries(ofForms), said);
  printProblems(
    `Problems    ${plural(c.withProblems + c.notFetched, 'submission')} with problems:`,
    ofSubmissions,
    said,
  );
  printAside(aside);
  if (Object.keys(problems).length > 0) {
    printLine('Run "attache problems" to see each of them and what to do.');
  }
  if (c.waitingForKey > 0 && problems['key.none_fits'] !== undefined) {
    note(describe(problemData('key.none_fits', { tried: 0 })).action);
  }
  if (outcome === 'cancelled') note('Cancelled. Run the same command again to continue where it stopped.');
}

/** The most lines about submissions that were set aside. `attache problems` lists all of them. */
const MOST_ASIDE = 10;

/** Names the submissions that were set aside although nothing is wrong with them. */
function printAside(aside: readonly AsideSubmission[]): void {
  if (aside.length === 0) return;
  printLine('Set aside   kept as they came; try again with "attache retry":');
  for (const { formId, name, code, file } of aside.slice(0, MOST_ASIDE)) {
    printLine(printable(`  ${formId} ${name}${file === null ? '' : `, ${file}`}  ${code}`));
  }
  if (aside.length > MOST_ASIDE) printLine(`  and ${aside.length - MOST_ASIDE} more`);
}

/** Names the forms without submissions, so that nobody looks for a fault. */
function printEmpty(empty: readonly EmptyForm[]): void {
  const sure = empty.filter(({ isSure }) => isSure);
  const others = empty.filter(({ isSure }) => !isSure);
  if (sure.length > 0) {
    printLine(
      `Empty       ${plural(sure.length, 'form')} without submissions on the server: ${namesOf(sure)}`,
    );
  }
  if (others.length > 0) {
    printLine(
      `Empty       ${plural(others.length, 'form')} without submissions that this account can see: ${namesOf(others)}`,
    );
  }
}

/** The most forms, or problems of one kind, that are named. */
const MOST_NAMED = 10;

function namesOf(forms: readonly { readonly formId: string; readonly title: string }[]): string {
  const names = forms
    .slice(0, MOST_NAMED)
    // Where two forms have the same title, the title already ends with the ID.
    .map(({ formId, title }) =>
      title === formId || title.endsWith(`(${formId})`) ? title : `${title} (${formId})`,
    );
  return printable(`${names.join(', ')}${forms.length > MOST_NAMED ? ', …' : ''}`);
}

/**
 * Prints a heading and how often each problem occurred, the most frequent first, each with its message if
 * there is one. Prints nothing when there is no problem.
 */
function printProblems(
  heading: string,
  codes: readonly (readonly [string, number])[],
  said: readonly ProblemData[],
): void {
  const counted = codes.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  if (counted.length === 0) return;
  printLine(heading);
  for (const [code, count] of counted) {
    printLine(`  ${String(count).padStart(6)}  ${code}`);
    const all = said.filter((problem) => problem.code === code).map((problem) => describe(problem).message);
    const messages = [...new Set(all)].slice(0, MOST_NAMED);
    for (const message of messages) printLine(`          ${printable(message)}`);
    if (messages.length > 0 && count > messages.length) printLine('          …');
  }
}
