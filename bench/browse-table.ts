import { setTimeout } from 'node:timers/promises';
import { DataThread } from '../core/data/data-thread.ts';
import type { TableView } from '../core/model/table-view.ts';

/** Runs a step and notes its time. */
export type Timed = (name: string, work: () => unknown) => Promise<void>;

const FORM = 'bench';
const WORDING = { show: 'labels', language: '' } as const;
const COLUMNS = ['field_1', 'field_2', 'field_3', 'field_4'];
const ON_SCREEN = 100;
/** How often a window asks again for what is not ready. */
const AGAIN_MS = 250;

const PLAIN: TableView = { formId: FORM, path: '', filters: [], search: '', sort: [] };
const sortedBy = (column: string): TableView => ({ ...PLAIN, sort: [{ column, direction: 'ascending' }] });

/**
 * Does what a person does with a large table of the bench's form, through the threads of the window: opens it, goes to
 * its end, sorts, filters and searches. Takes the folder of a plain workspace.
 */
export async function browseTable(folder: string, timed: Timed): Promise<void> {
  let thread = new DataThread(folder);
  let rows = 0;
  const shown = async (view: TableView, fromEnd = false): Promise<number> => {
    for (;;) {
      const columns = view.path === '' ? COLUMNS : ['member/name', 'member/age'];
      const first = await thread.rows(view, WORDING, columns, 0, ON_SCREEN);
      if (first.total === null) continue;
      if (!fromEnd) return first.total;
      const at = Math.max(0, first.total - ON_SCREEN);
      const last = await thread.rows(view, WORDING, columns, at, ON_SCREEN);
      if (last.rows.length > 0 || first.total === 0) return first.total;
    }
  };
  const open = async (): Promise<void> => {
    await thread.call('table', FORM, '');
    rows = await shown(PLAIN);
  };
  await timed('open a table, first page', open);
  await timed('know which columns have answers', async () => {
    // Nobody took a photo. It is known when all rows have been read.
    const isKnown = async (): Promise<boolean> => {
      const { columns } = await thread.call('table', FORM, '');
      return columns.some(({ id, hasAnswers }) => id === 'photo' && !hasAnswers);
    };
    while (!(await isKnown())) await setTimeout(AGAIN_MS);
  });
  await timed('to the last row', () => shown(PLAIN, true));
  const whole = async (view: TableView, wanted: (total: number) => boolean): Promise<void> => {
    const total = await shown(view);
    if (!wanted(total)) throw new Error(`the table has ${total} rows of ${rows}`);
  };
  const isAll = (total: number): boolean => total === rows;
  await timed('sort by a number', () => whole(sortedBy('field_1'), isAll));
  await timed('sort by a text that differs in each row', () => whole(sortedBy('field_2'), isAll));
  await timed('filter by a number', () =>
    whole(
      { ...PLAIN, filters: [{ kind: 'between', column: 'field_1', from: '1000', to: '1999' }] },
      (total) => total === Math.min(1000, Math.max(0, rows - 1000)),
    ),
  );
  await timed('search in all columns', () =>
    whole({ ...PLAIN, search: 'answer 1 of 77' }, (total) => total > 0 && total < rows),
  );
  await timed('open a repeat, to its last row', async () => {
    const total = await shown({ ...PLAIN, path: 'member' }, true);
    if (total !== rows * 2) throw new Error(`the repeat has ${total} rows`);
  });
  await timed('values of a column', () => thread.call('values', FORM, '', 'field_1', ''));
  await thread.close();
  thread = new DataThread(folder);
  await timed('open the table again after a new start', open);
  await thread.close();
}
