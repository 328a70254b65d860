// Covers electron/ipc/common.ts, electron/ipc/data.ts, electron/ipc/encryption.ts,
// electron/ipc/export.ts, electron/ipc/forms.ts,
// electron/ipc/keys.ts, electron/ipc/leave.ts, electron/ipc/problems.ts, electron/ipc/pull.ts,
// electron/ipc/servers.ts.
import { expect, test } from 'vitest';
import { contract } from './contract.ts';
import { mainRequests } from './owners.ts';

test('the preload knows which requests the main process replies to', () => {
  const owned = Object.entries(contract).flatMap(([name, { owner }]) => (owner === 'main' ? [name] : []));
  expect([...mainRequests].sort()).toEqual(owned.sort());
});
