// Covers core/pull/run.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stoppedText } from '../../cli/commands/print-run.ts';
import { editedData } from '../../fixtures/servers/edited-data.ts';
import { connectTo, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { Problem } from '../ground/problem.ts';
import type { RunReport } from '../model/run-report.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-stopped-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('what stops a run tells what came until then, and that the same command goes on', async () => {
  const versions = ['1', '2', '3', '4'].map((id) => ({ id, name: id }));
  const server = await startSampleServer('aggregate', editedData(versions));
  const workspace = testWorkspace(root);
  try {
    const reports: RunReport[] = [];
    const take = async (refusedAfter: number) => {
      const source = await connectTo('aggregate', server);
      let asked = 0;
      const fetchOne = source.fetchSubmission.bind(source);
      source.fetchSubmission = (...args) => {
        asked += 1;
        if (asked > refusedAfter) throw new Problem('net.login_refused', { host: 'h' });
        return fetchOne(...args);
      };
      const onStopped = (report: RunReport) => reports.push(report);
      return runLine({
        ...plainRun(),
        workspace,
        source,
        sourceName: 's',
        connections: 1,
        onStopped,
      }).finally(() => source.close());
    };
    await expect(take(2)).rejects.toMatchObject({ code: 'net.login_refused' });
    const [report] = reports;
    expect(report).toMatchObject({ outcome: 'stopped', counts: { toFetch: 4 } });
    const came = report?.counts.fetched ?? 0;
    expect(report === undefined ? null : stoppedText(report)).toBe(
      `Stopped: ${came} of 4 submissions downloaded (${came} new), ${4 - came} left. Attaché keeps them. Run the same command again to continue.`,
    );
    const { counts } = await take(Number.POSITIVE_INFINITY);
    expect(counts).toMatchObject({ listed: 4, alreadyHere: came, added: 4 - came });
    expect(reports).toHaveLength(1);
  } finally {
    workspace.close();
    await server.close();
  }
});
