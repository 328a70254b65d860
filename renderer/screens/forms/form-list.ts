import type { FormCounts, FormRow, FormsOverview, SourceSummary } from '../../../electron/ipc/forms.ts';
import type { FormFilter } from '../../state/route.ts';

export function formRowId({ source, formId }: { readonly source: string; readonly formId: string }): string {
  return JSON.stringify([source, formId]);
}

export function hasProblems({ notReadable, warnings, notStored }: FormCounts): boolean {
  return notReadable + warnings + notStored > 0;
}

export function fits(row: FormRow, filter: FormFilter, text: string): boolean {
  if (filter === 'to-pull' && (row.counts.toPull ?? 0) + (row.counts.changed ?? 0) === 0) return false;
  if (filter === 'problems' && !hasProblems(row.counts)) return false;
  const plain = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain(`${row.title} ${row.formId}`).includes(plain(text.trim()));
}

/** The shown forms by source. A source without forms is shown only when nothing is filtered. */
export function grouped(
  { sources, forms }: FormsOverview,
  filter: FormFilter,
  text: string,
): readonly { readonly source: SourceSummary; readonly rows: readonly FormRow[] }[] {
  const isFiltered = filter !== 'all' || text.trim() !== '';
  return sources
    .map((source) => ({
      source,
      rows: forms.filter((row) => row.source === source.name && fits(row, filter, text)),
    }))
    .filter(({ rows }) => rows.length > 0 || !isFiltered);
}

/**
 * Sums over forms. If a form's server was never asked, the submissions here count as its submissions on the
 * server.
 */
export function total(rows: readonly FormRow[]): FormCounts {
  const sum = (pick: (counts: FormCounts) => number): number =>
    rows.reduce((all, { counts }) => all + pick(counts), 0);
  return {
    onServer: sum(({ onServer, here, onlyHere }) => onServer ?? here - onlyHere),
    onlyHere: sum(({ onlyHere }) => onlyHere),
    unlisted: sum(({ unlisted }) => unlisted ?? 0),
    here: sum(({ here }) => here),
    toPull: sum(({ toPull }) => toPull ?? 0),
    changed: sum(({ changed }) => changed ?? 0),
    readable: sum(({ readable }) => readable),
    notReadable: sum(({ notReadable }) => notReadable),
    warnings: sum(({ warnings }) => warnings),
    notStored: sum(({ notStored }) => notStored),
  };
}

/**
 * Titles for a column of about `room` characters. Two titles with the same start are cut in the middle, so
 * that their ends stay visible.
 */
export function shownTitles(titles: readonly string[], room: number): ReadonlyMap<string, string> {
  const long = titles.filter((title) => title.length > room);
  return new Map(
    titles.map((title) => {
      const isAlike =
        long.includes(title) &&
        titles.some((other) => other !== title && other.slice(0, room - 4) === title.slice(0, room - 4));
      if (!isAlike) return [title, title];
      const half = Math.floor((room - 1) / 2);
      return [title, `${title.slice(0, half).trimEnd()}…${title.slice(-half).trimStart()}`];
    }),
  );
}
