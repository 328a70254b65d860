import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../core/ports.ts';
import { Problem } from '../../../core/problem.ts';
import type { Workspace } from '../../../core/workspace.ts';
import type { Settings } from '../../ipc/app.ts';
import type { Place } from '../../ipc/common.ts';
import type { EngineEvent } from '../../ipc/contract.ts';
import type { EngineContext } from '../context.ts';
import { HeldKeys } from '../held-keys.ts';
import { ServerSecrets } from '../server-secrets.ts';

const SETTINGS: Settings = {
  language: null,
  theme: 'system',
  formats: 'language',
  singleKeys: true,
  proxy: { kind: 'none' },
  caFile: null,
  connections: 4,
  timeout: 60,
  lock: { idle: 15, onScreenLock: true, onSleep: true },
  keepEncrypted: 'until-readable',
  repeat: 'never',
  logLevel: 'off',
  plotShown: true,
};

/** The engine's context over a real workspace, with what was emitted, for tests of rooms. */
export function testContext(
  workspace: Workspace,
  changes: Partial<EngineContext> = {},
): EngineContext & { readonly events: readonly EngineEvent[] } {
  const events: EngineEvent[] = [];
  const places = new Map<string, Place>();
  return {
    workspace,
    info: { name: 'Test', path: workspace.folder, isSample: false },
    keys: new HeldKeys(() => {}),
    secrets: new ServerSecrets(),
    clock: systemClock,
    keychain: null,
    settings: () => SETTINGS,
    emit: (event) => events.push(event),
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
    systemProxy: async () => null,
    inHand: () => {},
    ...changes,
    events,
  };
}
