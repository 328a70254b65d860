// Covers core/source/http/prover.ts.
import { expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { addressesOf, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { samplePull, storedIn, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { serverKinds } from '../model/server-kind.ts';

/* A login that is taken back in the middle of a pull ends it as a refused login; what was pulled by then stays. */

const data = sampleProject(12);

test.each([...serverKinds])('%s', async (kind) => {
  const at = addressesOf(kind).file;
  if (at === null) throw new Error('every kind has files');
  let asked = 0;
  let revoke = (): void => {};
  const edit = (body: Buffer): Buffer => {
    asked += 1;
    if (asked === 6) revoke();
    return body;
  };
  const server = await startSampleServer(kind, data, { faults: [{ at, kind: 'edit', edit }] });
  revoke = () => server.revoke();
  try {
    await withWorkspace(async (workspace) => {
      expect(await samplePull({ workspace, kind, server })).toBe('net.login_refused');
      const stored = storedIn(workspace).length;
      expect(stored).toBeGreaterThan(0);
      // The next one is refused before it asks for anything.
      const before = server.requests.length;
      expect(await samplePull({ workspace, kind, server })).toBe('net.login_refused');
      expect(server.requests.length - before).toBeLessThanOrEqual(2);
      expect(storedIn(workspace)).toHaveLength(stored);
      expect(server.failures()).toBe(0);
    });
  } finally {
    await server.close();
  }
});
