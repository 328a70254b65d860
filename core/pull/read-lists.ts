import { breathe } from '../ground/breath.ts';
import { isProblem, type ProblemData, problemData } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import { isSafeToResume } from '../source/cursor.ts';
import type { Source } from '../source/source.ts';
import { listLocator } from '../store/form-locators.ts';
import type { SeenRefs } from '../store/seen-refs.ts';
import type { Workspace } from '../store/workspace.ts';
import { type Away, isAway, MOST_RETURNS } from './away.ts';
import { stopsRun } from './read-forms.ts';

const DAY_MS = 86_400_000;
/** After this many days, a list is read from its start even if it could be continued. */
export const COMPARE_AFTER_DAYS = 7;

export interface ListReading {
  readonly workspace: Pick<Workspace, 'listings' | 'sourceForms' | 'submissions' | 'transaction'>;
  readonly source: Source;
  readonly sourceName: string;
  readonly signal: AbortSignal;
  /** Whether to read a form's list from its start, even if it could be continued. */
  readonly isFull: (formId: string) => boolean;
  readonly now: () => Date;
  /** Waits while the network is away. */
  readonly away: Away | undefined;
  readonly onPage: (formId: string, seen: number) => void;
  /** Called for a page with so many refs that were not listed before, or not in the same way. */
  readonly onNews?: (count: number) => void;
  /** Called for a list that could not be read to its end; the other lists go on. */
  readonly onProblem: (form: FormRef, problem: ProblemData) => void;
}

/** The result for a list that was read from its start to its end. */
export interface WholeList {
  readonly formId: string;
  readonly title: string;
  readonly listed: number;
  /** The account sees all submissions of the form. */
  readonly isAll: boolean;
}

/** The results for the lists of a source. */
export interface ReadLists {
  readonly whole: readonly WholeList[];
  /** The source shows these forms, and sends no submissions of any of them. */
  readonly isNothingShown: boolean;
}

/**
 * Reads the lists of these forms. Each page is stored with the cursor after it before the next page is
 * requested. When a form's list was read from start to end, submissions that it no longer lists are marked as
 * gone; they are marked as deleted only if the account sees all of the form. Throws what stops a run.
 */
export async function readLists(reading: ListReading, refs: readonly FormRef[]): Promise<ReadLists> {
  const { source, workspace, sourceName } = reading;
  const whole: WholeList[] = [];
  let asked = 0;
  let refused = 0;
  for (const [formId, forms] of Map.groupBy(refs, (form) => form.formId)) {
    // A server lists the submissions of all versions of a form together; a folder has one list for each.
    const lists = source.kind === 'folder' ? forms : forms.slice(-1);
    const seen = workspace.listings.startSeeing();
    let isWhole = true;
    let isRefused = false;
    let listed = 0;
    for (const form of lists) {
      asked += 1;
      try {
        const { isFromStart, count } = await readPatiently(reading, form, seen);
        isWhole &&= isFromStart;
        listed += count;
      } catch (error) {
        if (!isProblem(error) || stopsRun(error.data) || reading.away?.hasGivenUp === true) throw error;
        // The submissions that were listed before the failure are fetched. The other forms go on.
        isRefused = isRefusal(error.data);
        if (isRefused) refused += 1;
        reading.onProblem(form, isRefused ? refusal(form, error.data) : error.data);
        isWhole = false;
        continue;
      }
      const at = reading.now().toISOString();
      workspace.transaction(() => workspace.sourceForms.counted(sourceName, formId, at));
    }
    const [form] = lists;
    if (form === undefined) continue;
    // The submissions that it listed before may still exist, but this account does not see them.
    if (isRefused) {
      await markGone(workspace, sourceName, formId, seen, () => false);
      workspace.transaction(() => workspace.sourceForms.uncompared(sourceName, formId));
    }
    if (!isWhole) continue;
    const isShort = form.counted !== undefined && listed < form.counted;
    const seesAll = (locator?: string): boolean => !isShort && source.seesAll?.(form, locator) === true;
    await markGone(workspace, sourceName, formId, seen, seesAll);
    whole.push({ formId, title: form.name, listed, isAll: seesAll() });
    const at = reading.now().toISOString();
    workspace.transaction(() => workspace.sourceForms.compared(sourceName, formId, at));
  }
  return { whole, isNothingShown: asked > 0 && refused === asked };
}

/**
 * Whether a server that has just listed a form reports that its submissions do not exist, or not for this
 * account.
 */
function isRefusal({ code }: ProblemData): boolean {
  return code === 'net.not_found' || code === 'net.forbidden';
}

function refusal({ name }: FormRef, { params: { host } }: ProblemData): ProblemData {
  return problemData('source.list_refused', { host: String(host), form: name });
}

/** Reads one list. Continues after the network was away, unless the list itself brings the server down. */
async function readPatiently(reading: ListReading, form: FormRef, seen: SeenRefs): Promise<ReadList> {
  const { away, signal, workspace, sourceName } = reading;
  for (let failed = 1; ; failed += 1) {
    const before = workspace.listings.cursor(sourceName, form.formId);
    try {
      return await readList(reading, form, seen);
    } catch (error) {
      if (signal.aborted || away === undefined || !isProblem(error) || !isAway(error.data)) throw error;
      // A list that continues from where it was cut reaches its end, even after many interruptions.
      if (workspace.listings.cursor(sourceName, form.formId) !== before) failed = 0;
      if ((await away.check(error.data, signal, failed)) === 'answers' || failed === MOST_RETURNS)
        throw error;
    }
  }
}

interface ReadList {
  readonly isFromStart: boolean;
  readonly count: number;
}

/** Reads one list to its end. */
async function readList(reading: ListReading, form: FormRef, seen: SeenRefs): Promise<ReadList> {
  const { workspace, source, sourceName, isFull, signal, onPage } = reading;
  workspace.submissions.clearUnfetched(sourceName, listLocator(form));
  const saved =
    isFull(form.formId) || isDue(reading, form.formId)
      ? null
      : workspace.listings.cursor(sourceName, form.formId);
  const cursor = saved !== null && isSafeToResume(saved) ? saved : null;
  let count = 0;
  onPage(form.formId, count);
  for await (const page of source.listSubmissions(form, cursor, signal)) {
    const news = workspace.transaction(() =>
      workspace.listings.putPage(sourceName, form.formId, page.refs, page.cursor, seen),
    );
    if (news > 0) reading.onNews?.(news);
    for (const problem of page.problems ?? []) reading.onProblem(form, problem);
    count += page.refs.length;
    onPage(form.formId, count);
  }
  return { isFromStart: cursor === null, count };
}

/** Whether to compare a form's whole list again. A list that is continued shows no deletions. */
function isDue({ workspace, sourceName, now }: ListReading, formId: string): boolean {
  const form = workspace.sourceForms.find(sourceName, formId);
  const last = form?.comparedAt ?? null;
  // A first list that was interrupted is continued. When it reaches its end, it has not been compared with
  // anything yet.
  if (last === null) return form?.countedAt != null;
  const days = (now().getTime() - new Date(last).getTime()) / DAY_MS;
  // Without this, a clock that was set back would put it off for ever.
  return days < 0 || days >= COMPARE_AFTER_DAYS;
}

async function markGone(
  workspace: Pick<Workspace, 'listings' | 'transaction'>,
  sourceName: string,
  formId: string,
  seen: SeenRefs,
  isDeleted: (locator: string) => boolean,
): Promise<void> {
  const steps = workspace.listings.markGone(sourceName, formId, seen, isDeleted);
  while (workspace.transaction(() => steps.next()).done !== true) await breathe();
}
