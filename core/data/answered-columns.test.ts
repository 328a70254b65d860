import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { bigFormId, makeBigWorkspace } from '../../fixtures/bench-data/big-workspace.ts';
import { testDatabase, testKeys } from '../../fixtures/switched-workspace.ts';
import { Reading } from './reading.ts';

const COUNT = 1100;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Gives an answer to a question in the rows of a table, of one submission or of all. */
type Put = (path: string, id: string, answer: string, submission?: number) => void;

function newWorkspace(unanswered: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'attache-answered-'));
  folders.push(folder);
  makeBigWorkspace(folder, COUNT, unanswered, testKeys).close();
  return folder;
}

/**
 * Which columns of a table have answers, of a form with that many questions that nobody answered (`more_1` and so on).
 * Answers can be given before it is read.
 */
async function answered(unanswered: number, give: (put: Put) => void, path = ''): Promise<readonly string[]> {
  const folder = newWorkspace(unanswered);
  const db = testDatabase(folder);
  const put = db.prepare<[object]>(
    `UPDATE record SET "values" = json_set("values", '$."' || @id || '"', @answer)
     WHERE path = @path AND (@submission IS NULL OR submission_id = @submission)`,
  );
  give((table, id, answer, submission) => {
    const { changes } = put.run({ path: table, id, answer, submission: submission ?? null });
    expect(changes).toBeGreaterThan(0);
  });
  db.close();
  const reading = new Reading(folder, testKeys);
  const columns = (reading.form(bigFormId).tables.get(path) ?? []).map(({ id }) => id);
  const found = () => columns.filter(reading.answered.of(bigFormId, path, columns));
  // Until all rows have been read, every column may have answers.
  await expect.poll(() => found().length).toBeLessThan(columns.length);
  const ids = found();
  reading.close();
  return ids;
}

const more = (ids: readonly string[]): readonly string[] => ids.filter((id) => id.startsWith('more_'));

test.each([3, 40])(
  'of %i questions, only one that the last submission answered has answers',
  async (many) => {
    const found = await answered(many, (put) => {
      put('', 'more_2', 'at last', COUNT);
      put('', 'more_3', ' \u00a0\t', 700);
    });
    expect(more(found)).toEqual(['more_2']);
    expect(found).toContain('household_id');
    expect(found).toContain('family/head');
  },
);

test('white space in one row does not hide an answer in a later one', async () => {
  const found = await answered(3, (put) => {
    put('', 'more_1', ' ', 700);
    put('', 'more_1', 'yes', COUNT);
  });
  expect(more(found)).toEqual(['more_1']);
});

test('the rows of a repeat are read by themselves', async () => {
  const found = await answered(
    0,
    (put) => {
      put('member', 'member/name', '');
      put('member', 'member/age', '');
      put('', 'member/name', 'not of this table', 7);
      put('member', 'member/age', '41', COUNT - 1);
    },
    'member',
  );
  expect(found).toEqual(['member/age']);
});

test('a workspace that is closed meanwhile is read no further', async () => {
  const reading = new Reading(newWorkspace(3), testKeys);
  reading.answered.of(bigFormId, '', ['more_1']);
  reading.close();
  // An error that nobody hears would come in one of these turns, and fail the run.
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
});
