import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PullRunner } from '../../../app/take/pull-runner.ts';
import type { Clock } from '../../../core/ground/clock.ts';
import { Secret } from '../../../core/ground/secret.ts';
import type { UnlockedKey } from '../../../core/model/key.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import {
  type OpenRosaServer,
  type OpenRosaServerOptions,
  startOpenRosaServer,
} from '../../../fixtures/servers/openrosa-server.ts';
import { testWorkspace } from '../../../fixtures/switched-workspace.ts';
import { testKey } from '../../../fixtures/test-keys.ts';
import type { FormKey } from '../../ipc/common.ts';
import type { PullStatus } from '../../ipc/pull.ts';
import type { Reaching } from '../connect.ts';
import { formsHandlers } from '../forms.ts';
import { makePullRunner, pullHandlers, type RunPreset } from '../pull.ts';
import { type TestContext, testContext } from './context.ts';

export const PASSWORD = 'pull-engine';

/** The key of the older forms of the sample project. */
export const oldKey = (): UnlockedKey => testKey('sample-project/keys/TEST-key-2023.pem');

/** Short delays between tries, so that a test of what fails does not take half a minute. */
export const reaching: Reaching = {
  retry: { attempts: 2, firstDelay: 10, maxDelay: 20 },
};

export interface PullEngine {
  readonly context: TestContext;
  readonly workspace: Workspace;
  readonly runner: PullRunner;
  readonly ask: ReturnType<typeof formsHandlers> & ReturnType<typeof pullHandlers>;
  addServer(name: string, server: OpenRosaServer): void;
  addFolder(name: string, path: string): void;
  /** Closes the workspace, so that another process can have it. */
  close(): void;
}

/** Resolves with the first state of a pull that fits, from now on. */
export function whenPull(engine: PullEngine, fits: (pull: PullStatus) => boolean): Promise<PullStatus> {
  return new Promise((resolve) => {
    const end = engine.context.hear((event) => {
      if (event.type !== 'pull' || !fits(event.pull)) return;
      end();
      resolve(event.pull);
    });
  });
}

/** Runs a pull to its end and returns its last state. */
export async function pullAll(
  engine: PullEngine,
  forms: readonly FormKey[] | null = null,
): Promise<PullStatus> {
  await engine.ask['pull.start']({ forms: forms === null ? null : [...forms], full: false });
  await engine.runner.ended();
  return lastPull(engine);
}

/** The state of the pull that runs, or of the last one. */
export async function lastPull(engine: PullEngine): Promise<PullStatus> {
  const { pull } = await engine.ask['pull.status']({});
  if (pull === null) throw new Error('there was no pull');
  return pull;
}

/** Counts all sources and chooses all forms. */
export async function chooseAll(engine: PullEngine): Promise<readonly FormKey[]> {
  const { forms } = await engine.ask['forms.refresh']({ source: null });
  const keys = forms.map(({ source, formId }) => ({ source, formId }));
  await engine.ask['forms.choose']({ forms: keys, isChosen: true });
  return keys;
}

/** The two engines over a workspace, with everything that a test made cleared away by `close`. */
export class PullEngines {
  readonly root = mkdtempSync(join(tmpdir(), 'attache-pull-engine-'));
  readonly #workspaces: Workspace[] = [];
  readonly #servers: OpenRosaServer[] = [];
  #made = 0;

  start(
    options: {
      readonly keys?: readonly UnlockedKey[];
      readonly folder?: string;
      readonly clock?: Clock;
      readonly runPreset?: RunPreset;
      readonly onSettings?: () => void;
    } = {},
  ): PullEngine {
    this.#made += 1;
    const workspace = testWorkspace(options.folder ?? join(this.root, `workspace-${this.#made}`));
    this.#workspaces.push(workspace);
    const context = testContext(workspace, {
      keys: options.keys ?? [],
      ...(options.clock === undefined ? {} : { clock: options.clock }),
    });
    const noPreset: RunPreset = () => Promise.reject(new Error('no preset in this test'));
    const runner = makePullRunner(context, reaching, options.runPreset ?? noPreset);
    return {
      context,
      workspace,
      runner,
      ask: {
        ...formsHandlers(context, runner, reaching, options.onSettings ?? (() => undefined)),
        ...pullHandlers(context, runner),
      },
      addServer: (name, server) => addServer(context, name, server),
      addFolder: (name, path) => {
        workspace.servers.add({ name, kind: 'folder', settings: { path } });
      },
      close: () => {
        this.#workspaces.splice(this.#workspaces.indexOf(workspace), 1);
        workspace.close();
      },
    };
  }

  async server(options: OpenRosaServerOptions): Promise<OpenRosaServer> {
    const server = await startOpenRosaServer({
      authentication: {
        users: [{ name: 'amina', password: PASSWORD, token: 'unused' }],
        offers: ['digest-md5'],
      },
      ...options,
    });
    this.#servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    for (const workspace of this.#workspaces.splice(0)) workspace.close();
    for (const server of this.#servers.splice(0)) await server.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

function addServer({ workspace, secrets }: TestContext, name: string, server: OpenRosaServer): void {
  workspace.servers.add({
    name,
    kind: 'openrosa',
    settings: {
      url: server.url,
      login: { kind: 'password', user: 'amina', passwordEnv: null },
      caFile: server.caFile,
      proxy: null,
    },
  });
  secrets.keep(name, new Secret(PASSWORD));
}
