import { keepHeapSmall, letHeapGrow } from '../cli/small-heap.ts';
import { peakMegabytes } from './peak.ts';

/*
 * Exports a form in one format, in a separate process, as the command does it. The format `bare`
 * reads and parses the same rows and does nothing with them. Prints one JSON line: the seconds without the start of
 * the process, its CPU seconds in that time, and its peak memory, threads included.
 */
keepHeapSmall();
letHeapGrow();
const { optionsWith } = await import('../core/export/formats/chosen-options.ts');
const { formatIds } = await import('../core/export/formats/descriptions.ts');
const { writeExport } = await import('../core/export/export.ts');
const { connect } = await import('../core/store/connect.ts');
const { otherDatabases } = await import('../core/store/other-database.ts');
const { Workspace } = await import('../core/store/workspace.ts');

const [, , folder = '', asked = '', out = '', formId = ''] = process.argv;
const format = formatIds.find((id) => id === asked);
const started = performance.now();
const used = process.cpuUsage();
const submissions = format === undefined ? readBare() : await exported(format);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(used);
console.log(
  JSON.stringify({ submissions, seconds, cpuSeconds: (user + system) / 1e6, peakMb: peakMegabytes() }),
);

function readBare(): number {
  const db = connect(`${folder}/attache.sqlite`, { key: null, readonly: true, fileMustExist: true });
  // All columns of the rows that an export reads, in its order.
  const rows = db.prepare<[string], { readonly values: string }>(
    `SELECT s.*, r.ordinal, r.path, r.key, r.parent_key, r."values", r.repeats
     FROM submission s JOIN record r ON r.submission_id = s.id
     WHERE s.form_id = ? AND s.record_count > 0
     ORDER BY s.submitted_ms, ifnull(s.instance_id, ''), s.id, r.ordinal`,
  );
  let count = 0;
  for (const { values } of rows.iterate(formId)) {
    JSON.parse(values);
    count += 1;
  }
  db.close();
  return count;
}

async function exported(id: (typeof formatIds)[number]): Promise<number> {
  const workspace = new Workspace(folder);
  const server = { postgres: process.env.BENCH_POSTGRES ?? null, schema: 'bench' };
  const options = optionsWith(id, server, {
    folder: out,
    excludeMedia: true,
    databases: otherDatabases,
    workspaces: [folder],
  });
  const report = await writeExport(workspace.rows(formId), options);
  workspace.close();
  return report.submissions;
}
