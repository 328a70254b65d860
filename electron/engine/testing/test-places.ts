import { randomUUID } from 'node:crypto';
import type { Keychain } from '../../../app/keys/keychain.ts';
import type { Clock } from '../../../core/ground/clock.ts';
import { Problem } from '../../../core/ground/problem.ts';
import type { UnlockedKey } from '../../../core/model/key.ts';
import { TestWorkspaces } from '../../../fixtures/test-workspaces.ts';
import { type TestContext, testContext } from './context.ts';

/** A folder for the workspaces and files of one test file, with a context over each workspace. */
export class TestPlaces {
  readonly #workspaces = new TestWorkspaces();
  readonly root = this.#workspaces.root;
  readonly #paths = new Map<string, string>();

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
    const workspace = this.#workspaces.open();
    const pathOf = (id: string): string => {
      const path = this.#paths.get(id);
      if (path === undefined) throw new Problem('engine.place_unknown', {});
      return path;
    };
    return { ...testContext(workspace, options), pathOf };
  }

  /** Takes the sample project, so many submissions, into a workspace as a folder named `Sample`. */
  fill({ workspace, keys }: TestContext, count: number): Promise<void> {
    return this.#workspaces.fill(workspace, keys.unlocked(), count);
  }

  close(): void {
    this.#workspaces.close();
  }
}
