// Covers core/pull/keep-ciphertext.ts, core/pull/prepare.ts.
import { fstatSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { startSampleServer } from '../../fixtures/servers/kinds.ts';
import { sampleKeys, samplePull, withWorkspace } from '../../fixtures/servers/sample-pull.ts';

/* A row must never name a file that a power cut can take: files reach the disk before the row is written. */

/** Notes every file that is flushed from now on, as its file system knows it. */
async function noteFlushed(): Promise<Set<number>> {
  const flushed = new Set<number>();
  const handle = await open(import.meta.filename, 'r');
  const kind = Object.getPrototypeOf(handle) as { sync(this: { fd: number }): Promise<void> };
  await handle.close();
  const sync = kind.sync;
  vi.spyOn(kind, 'sync').mockImplementation(async function (this: { fd: number }) {
    await sync.call(this);
    flushed.add(fstatSync(this.fd).ino);
  });
  return flushed;
}

test('every plaintext file and large ciphertext is flushed before its row is written', async () => {
  const data = sampleProject(30);
  const flushed = await noteFlushed();
  await withWorkspace(async (workspace) => {
    const server = await startSampleServer('aggregate', data);
    const put = workspace.submissions.put.bind(workspace.submissions);
    let seen = 0;
    vi.spyOn(workspace.submissions, 'put').mockImplementation((opened, arrival, kept) => {
      for (const { file } of opened.attachments) {
        if (file === null) continue;
        seen += 1;
        expect(flushed).toContain(statSync(join(workspace.filesFolder, file)).ino);
      }
      for (const { content } of kept) {
        if (content.kind !== 'file') continue;
        expect(flushed).toContain(statSync(join(workspace.ciphertextFolder, content.path)).ino);
      }
      return put(opened, arrival, kept);
    });
    await samplePull({ workspace, kind: 'aggregate', server, keys: sampleKeys.both });
    expect(seen).toBeGreaterThan(5);
    await server.close();
  });
  vi.restoreAllMocks();
});
