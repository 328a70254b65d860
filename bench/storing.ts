import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { openSubmission } from '../core/decrypt/open-submission.ts';
import type { OpenContext } from '../core/decrypt/submission-parts.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import type { OpenedSubmission } from '../core/model/opened.ts';
import { MOST_IN_COMMIT } from '../core/pull/group-commit.ts';
import { formHints } from '../core/pull/read-forms.ts';
import { folderSource } from '../core/source/folder/folder.ts';
import { Workspace } from '../core/store/workspace.ts';
import { parseForm } from '../core/xform/parse-form.ts';
import { benchKeyFile, writeBenchStorage } from '../fixtures/bench-data/bench-storage.ts';
import { readKeyFile } from '../keys/read-key-file.ts';
import { scratchFolder } from './scratch-folder.ts';

const SAMPLES = 200;
/** For so long, and so many: pages of the database are in memory then, as in the middle of a pull. */
const STORING_MS = 1500;
const LEAST_STORED = 10_000;
/** Where the dates of what is stored begin: after those of the sample data. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const NO_FACTS = { submissionDate: null, submitter: null, device: null, reviewState: null };

/** How fast submissions are stored, by the clock and by the processor time of this thread. */
export interface Storing {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** Decrypted submissions of the bench's form, and what it took to decrypt them. */
export interface Samples {
  readonly opened: readonly OpenedSubmission[];
  readonly context: OpenContext;
}

/** Decrypts some submissions of a storage, and gives its form to the workspace. */
export async function openSamples(workspace: Workspace, storage: string, key: UnlockedKey): Promise<Samples> {
  const signal = new AbortController().signal;
  const source = folderSource({ folder: storage });
  const [form] = await source.listForms(signal);
  if (form === undefined) throw new Error('the bench has no form');
  for (const { bytes } of await source.fetchForm(form, () => false, signal)) {
    const model = parseForm(bytes, 'bench.xml');
    workspace.transaction(() => workspace.forms.put(bytes, model, null, { id: 1, at: '' }));
  }
  const inlineLimit = 1 << 20;
  const staging = { inlineLimit, pathFor: () => workspace.incomingFolder };
  const { filesFolder, fileKeys } = workspace;
  const forms = formHints(workspace);
  const context = { keys: [key], forms, filesFolder, fileKeys, inlineLimit, keepCiphertext: false };
  const opened: OpenedSubmission[] = [];
  for await (const { refs } of source.listSubmissions(form, null, signal)) {
    for (const ref of refs.slice(0, SAMPLES)) {
      opened.push(openSubmission(await source.fetchSubmission(ref, form, staging, signal), context));
    }
    break;
  }
  return { opened, context };
}

/**
 * Stores the samples again and again for a while, in transactions as large as those of a pull. Each has an ID of its own
 * and a later date, as what a server sends. Making them is not counted. `onStored` is called after each transaction.
 */
export async function measureStoring(
  workspace: Workspace,
  { opened }: Samples,
  onStored: (count: number) => void = () => undefined,
): Promise<Storing> {
  let made = 0;
  const next = (): OpenedSubmission[] =>
    Array.from({ length: MOST_IN_COMMIT }, () => {
      const sample = opened[made % opened.length];
      if (sample === undefined) throw new Error('the bench has no submission');
      made += 1;
      return {
        ...sample,
        contentId: randomBytes(16).toString('hex'),
        instanceId: `uuid:${randomUUID()}`,
        signedDigest: randomBytes(16).toString('hex'),
        submissionDate: new Date(FIRST_DAY + made * 1000).toISOString(),
      };
    });
  // The first one warms up.
  storeAll(workspace, next());
  const sum = { submissions: 0, ms: 0, cpu: 0 };
  while (sum.ms < STORING_MS || sum.submissions < LEAST_STORED) {
    const batch = next();
    const started = performance.now();
    const used = process.threadCpuUsage();
    storeAll(workspace, batch);
    onStored(batch.length);
    // As in a pull, threads are heard in between.
    await setImmediate();
    const { user, system } = process.threadCpuUsage(used);
    sum.ms += performance.now() - started;
    sum.cpu += user + system;
    sum.submissions += batch.length;
  }
  return {
    perSecond: sum.submissions / (sum.ms / 1000),
    perCpuSecond: sum.submissions / (sum.cpu / 1e6),
  };
}

/** Measures storing into a plain workspace that is there. Takes its folder. What is stored stays in it. */
export async function measureStoringInto(folder: string): Promise<Storing> {
  const storage = scratchFolder();
  const workspace = new Workspace(folder);
  try {
    writeBenchStorage(storage, SAMPLES);
    const [key] = await readKeyFile(benchKeyFile);
    if (key === undefined) throw new Error('the bench key is missing');
    return await measureStoring(workspace, await openSamples(workspace, storage, key));
  } finally {
    workspace.close();
  }
}

function storeAll(workspace: Workspace, batch: readonly OpenedSubmission[]): void {
  workspace.transaction(() => {
    for (const submission of batch) {
      const ref = { formId: 'bench', locator: submission.contentId, stamp: '' };
      const of = { source: 'bench', ref, facts: NO_FACTS, runId: 1, at: '', keys: [] };
      workspace.submissions.put(submission, { ...of, listedId: null, rootId: null, isKept: false }, []);
    }
  });
}
