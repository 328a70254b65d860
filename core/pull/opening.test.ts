import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { patience } from '../../fixtures/patience.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';
import type { WriteBack } from '../store/checkpoints.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-opening-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const form: FormRef = { formId: 'f', version: '1', name: 'f', locator: 'f', mediaLocator: null };
const SUBMISSIONS = 2400;

/** Many small submissions that are not encrypted. */
const source: Source = {
  kind: 'openrosa',
  formMedia: null,
  listForms: () => Promise.resolve([form]),
  fetchForm: () => Promise.resolve([]),
  async *listSubmissions() {
    const refs = Array.from({ length: SUBMISSIONS }, (_, i) => ({
      formId: 'f',
      locator: `${i}`,
      stamp: '',
    }));
    yield { refs, cursor: null };
  },
  fetchSubmission: (ref) =>
    Promise.resolve({
      ref,
      xml: {
        kind: 'bytes',
        bytes: Buffer.from(
          `<data id="f" version="1"><a>${ref.locator}</a><meta><instanceID>uuid:${ref.locator}</instanceID></meta></data>`,
        ),
      },
      parts: [],
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: [],
    }),
  close: () => Promise.resolve(),
};

test.each([
  [1, false],
  [2, true],
])(
  'with %i thread(s) that decrypt, they write the log of a long pull back: %s',
  async (threads, isTheirs) => {
    const workspace = testWorkspace(join(root, `${threads}`));
    const start = workspace.startCheckpoints.bind(workspace);
    const written: Promise<void>[] = [];
    workspace.startCheckpoints = (writeBack: WriteBack) =>
      start((database) => {
        const done = writeBack(database);
        written.push(done);
        return done;
      });
    await runLine({ ...plainRun(), workspace, source, sourceName: 's', threads });
    expect(written.length > 0).toBe(isTheirs);
    await Promise.all(written);
    expect(rowsIn(workspace, 'SELECT count(*) AS n FROM submission')).toEqual([{ n: SUBMISSIONS }]);
    expect(rowsIn(workspace, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    workspace.close();
  },
  patience(30_000),
);
