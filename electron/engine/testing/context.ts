import { randomUUID } from 'node:crypto';
import { HeldKeys } from '../../../app/keys/held-keys.ts';
import type { Keychain } from '../../../app/keys/keychain.ts';
import { ServerSecrets } from '../../../app/sources/server-secrets.ts';
import { type Clock, systemClock } from '../../../core/ground/clock.ts';
import { Problem } from '../../../core/ground/problem.ts';
import type { UnlockedKey } from '../../../core/model/key.ts';
import type { RefKey } from '../../../core/model/submission-ref.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import type { Settings } from '../../ipc/app.ts';
import type { Place } from '../../ipc/common.ts';
import type { EngineEvent } from '../../ipc/contract.ts';
import type { EngineContext } from '../context.ts';

export const testSettings: Settings = {
  language: null,
  theme: 'system',
  formats: 'language',
  singleKeys: true,
  sharedComputer: null,
  proxy: { kind: 'none' },
  caFile: null,
  connections: 4,
  timeout: 120,
  lock: { idle: null, onScreenLock: false, onSleep: false },
  unattended: false,
  keepEncrypted: 'until-readable',
  repeat: 'never',
  logLevel: 'off',
  plotShown: true,
  acceptedFolders: [],
};

export interface TestContext extends EngineContext {
  /** The events that were sent to the windows, in order. */
  readonly events: readonly EngineEvent[];
  /** What was said to be in hand, in order. */
  readonly hands: readonly { readonly step: string | null; readonly refs: readonly RefKey[] }[];
  /** Calls back with each event from now on. Returns a function that stops this. */
  hear(hear: (event: EngineEvent) => void): () => void;
  change(settings: Partial<Settings>): void;
  hold(key: UnlockedKey, name?: string): void;
}

/** A real context over a real workspace; only windows, dialogs and the main process are left out. */
export function testContext(
  workspace: Workspace,
  options: {
    readonly clock?: Clock;
    readonly keychain?: Keychain;
    readonly keys?: readonly UnlockedKey[];
  } = {},
): TestContext {
  const events: EngineEvent[] = [];
  const hearers = new Set<(event: EngineEvent) => void>();
  const hands: { step: string | null; refs: readonly RefKey[] }[] = [];
  const places = new Map<string, Place>();
  const keys = new HeldKeys(() => undefined);
  const hold = (key: UnlockedKey, name = 'key'): void => keys.hold({ key, name, file: null, format: null });
  for (const key of options.keys ?? []) hold(key);
  let settings = testSettings;
  return {
    workspace,
    workspaceKey: null,
    workspaceKeyBy: () => Promise.reject(new Error('not encrypted')),
    info: { name: 'test', path: workspace.folder, isSample: false },
    keys,
    secrets: new ServerSecrets(),
    clock: options.clock ?? systemClock,
    keychain: options.keychain ?? null,
    settings: () => settings,
    emit: (event) => {
      events.push(event);
      for (const hear of hearers) hear(event);
    },
    hear: (hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    pathOf: (id) => {
      const place = places.get(id);
      if (place === undefined) throw new Problem('engine.place_unknown', {});
      return place.path;
    },
    grant: (path, isFolder) => {
      const place = { id: randomUUID(), path, isFolder };
      places.set(place.id, place);
      return place;
    },
    systemProxy: () => Promise.resolve(null),
    printer: { print: () => Promise.reject(new Error('no browser here')) },
    inHand: (step, refs) => hands.push({ step, refs }),
    events,
    hands,
    change: (changed) => {
      settings = { ...settings, ...changed };
    },
    hold,
  };
}
