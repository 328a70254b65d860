import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { otherDatabases } from '../../store/other-database.ts';
import { writeExport } from '../export.ts';
import { optionsWith } from '../formats/chosen-options.ts';
import { formatIds } from '../formats/descriptions.ts';
import { field, form, repeat, submitted } from './forms.ts';
import { MemoryReader } from './memory-reader.ts';

/**
 * Run as a separate process. Exports two submissions, in the format of the first argument, into the folder of
 * the second, over existing files. With a third argument, the process is killed after that many files have
 * their final names.
 */
const [format = '', folder = '', kill = ''] = process.argv.slice(2);

// With locations, because some formats need one in each table.
const model = form([
  field('a'),
  field('at', 'geopoint'),
  repeat('r', field('r/b'), field('r/at', 'geopoint')),
]);
const rows = ['1', '2'].map((id) =>
  submitted(model, id, `<a>${id}</a><at>1 2</at><r><b>${id}</b><at>3 4</at></r>`),
);

if (kill !== '') {
  const { renameSync } = fs;
  let left = Number(kill);
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
  syncBuiltinESMExports();
}

const id = formatIds.find((known) => known === format) ?? formatIds[0];
await writeExport(
  new MemoryReader([model], rows),
  optionsWith(id, {}, { folder, fileName: 'file', overwrite: true, databases: otherDatabases }),
);
