import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../core/ground/clock.ts';
import { Problem } from '../../../core/ground/problem.ts';
import type { UnlockedKey } from '../../../core/model/key.ts';
import { runLine } from '../../../core/pull/run.ts';
import { folderSource } from '../../../core/source/folder/folder.ts';
import { Workspace } from '../../../core/store/workspace.ts';
import { writeBriefcaseStorage } from '../../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../../fixtures/sample-project/sample-project.ts';
import type { Keychain } from '../context.ts';
import { type TestContext, testContext } from './context.ts';

/** A folder for the workspaces and files of one test file, with a context over each workspace. */
export class TestPlaces {
  readonly root = mkdtempSync(join(tmpdir(), 'attache-engine-'));
  readonly #workspaces: Workspace[] = [];
  readonly #paths = new Map<string, string>();
  #made = 0;

  /** A place id for that path, as a dialog would give it. */
  place(path: string): string {
    const id = randomUUID();
    this.#paths.set(id, path);
    return id;
  }

  /** A new empty workspace with a context whose places are those of `place`. */
  context(
    options: {
      readonly clock?: Clock;
      readonly keychain?: Keychain;
      readonly keys?: readonly UnlockedKey[];
    } = {},
  ): TestContext {
    this.#made += 1;
    const workspace = new Workspace(join(this.root, `workspace-${this.#made}`));
    this.#workspaces.push(workspace);
    const pathOf = (id: string): string => {
      const path = this.#paths.get(id);
      if (path === undefined) throw new Problem('engine.place_unknown', {});
      return path;
    };
    return { ...testContext(workspace, options), pathOf };
  }

  /** Takes the sample project, so many submissions, into a workspace as a folder named `Sample`. */
  async fill({ workspace, keys }: TestContext, count: number): Promise<void> {
    const path = writeBriefcaseStorage(sampleProject(count), mkdtempSync(join(this.root, 'sample-')));
    workspace.servers.add({ name: 'Sample', kind: 'folder', settings: { path } });
    await runLine({
      workspace,
      source: folderSource({ folder: path }),
      sourceName: 'Sample',
      kind: 'import',
      keys: keys.unlocked(),
      formIds: null,
      full: true,
      keepCiphertext: false,
      connections: 1,
      threads: 1,
      clock: systemClock,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  }

  close(): void {
    for (const workspace of this.#workspaces) workspace.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A keychain that keeps texts under numbers, as the system's keeps them under its own protection. */
export function testKeychain(): Keychain & { forget(): void } {
  const kept = new Map<string, string>();
  return {
    protect: (text) => {
      const handle = Buffer.from(`protected ${kept.size}`).toString('base64');
      kept.set(handle, text);
      return Promise.resolve(handle);
    },
    reveal: (handle) => Promise.resolve(kept.get(handle) ?? null),
    forget: () => kept.clear(),
  };
}
