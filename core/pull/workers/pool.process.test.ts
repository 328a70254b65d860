import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'attache-pool-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** In every thread, and not in the program itself: reading a file of such a name ends the thread, as a crash does. */
const DEADLY = `
  import * as fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  import { isMainThread } from 'node:worker_threads';
  const { openSync } = fs.default;
  fs.default.openSync = (path, ...rest) => {
    if (isMainThread || !/deadly-/.test(String(path))) return openSync(path, ...rest);
    // Meanwhile other submissions come to wait at this thread.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    process.exit(1);
  };
  syncBuiltinESMExports();
`;

/** Opens batches with two threads, of which so many are ready, and prints what came of each submission. */
const PROGRAM = `
  import { startOpenPool } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)};
  const batches = JSON.parse(process.argv[2]);
  const context = { keys: [], forms: [], filesFolder: ${JSON.stringify(root)}, inlineLimit: 1 << 20, keepCiphertext: false };
  const pool = startOpenPool(context, Number(process.argv[3]), 2);
  const replies = await Promise.all(batches.map((batch) => pool.open(batch)));
  await pool.close();
  console.log(JSON.stringify(replies.map((batch) =>
    batch.map((reply) => 'unopened' in reply ? reply.unopened.code : reply.instanceId))));
`;

function submission(name: string): object {
  const path = join(root, `${name}.xml`);
  const xml = `<data id="f"><meta><instanceID>${name}</instanceID></meta></data>`;
  writeFileSync(path, xml);
  return {
    ref: { formId: 'f', locator: name, stamp: '' },
    xml: { kind: 'file', path, size: xml.length },
    parts: [],
    facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
    problems: [],
  };
}

test.each([2, 1])(
  'a thread that dies takes only the submission with it that it died on, not the batch that waits at it (%i ready)',
  (ready) => {
    const batches = [['a', 'deadly-1', 'b'], ['c'], ['d', 'e'], ['f']];
    // Threads would take over code that is given as an argument.
    const [deadly, program] = [join(root, 'deadly.mjs'), join(root, 'program.mjs')];
    writeFileSync(deadly, DEADLY);
    writeFileSync(program, PROGRAM);
    const given = JSON.stringify(batches.map((batch) => batch.map(submission)));
    const run = spawnSync(
      process.execPath,
      [`--import=${pathToFileURL(deadly).href}`, program, given, `${ready}`],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual([['a', 'submission.unexpected', 'b'], ['c'], ['d', 'e'], ['f']]);
  },
);
