import { rmSync } from 'node:fs';
import type { ExportSubmission, RowReader } from '../../model/rows.ts';
import { otherDatabases } from '../../store/other-database.ts';
import { writeExport } from '../export.ts';
import { optionsWith } from '../formats/chosen-options.ts';
import { formatIds } from '../formats/descriptions.ts';
import { field, form, repeat, submitted } from './forms.ts';

/**
 * Run as a separate process. Exports submissions and prints the report. The arguments are the number of
 * submissions, the format and the folder. Submissions are made one by one, so that any memory beyond one
 * submission is the export's.
 */
const [count = '0', format = 'tidy', folder = ''] = process.argv.slice(2);

const names = Array.from({ length: 24 }, (_, n) => `field_${n}`);
// With locations, because some formats need one in each table.
const model = form([
  ...names.map((name) => field(name)),
  field('at', 'geopoint'),
  repeat('r', field('r/a'), field('r/at', 'geopoint')),
]);
const answers = names.map((name) => `<${name}>answer to ${name}</${name}>`).join('');
const sample = submitted(model, 'i', `${answers}<at>1 2</at><r><a>1</a><at>3 4</at></r>`);

const reader: RowReader = {
  models: [model],
  *submissions() {
    for (let n = 0; n < Number(count); n += 1) yield numbered(n);
  },
  unopened: () => 0,
  storedPaths: () => new Map(),
};

function numbered(n: number): ExportSubmission {
  const instanceId = `uuid:${n}`;
  const records = sample.records.map((record) => ({
    ...record,
    key: record.key.replace(/^i/, instanceId),
    parentKey: record.parentKey === null ? null : instanceId,
    values: { ...record.values },
  }));
  return { ...sample, rowId: n, instanceId, records };
}

const id = formatIds.find((known) => known === format) ?? formatIds[0];
const report = await writeExport(
  reader,
  optionsWith(id, {}, { folder, fileName: 'many', databases: otherDatabases }),
);
const { submissions, rows } = report;
// Not the system's peak: for a started process, that includes the memory of its parent.
process.stdout.write(JSON.stringify({ submissions, rows, kilobytes: process.memoryUsage.rss() / 1024 }));
rmSync(folder, { recursive: true });
