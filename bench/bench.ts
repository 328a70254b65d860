import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, mediansOf, tableOf } from './figures.ts';
import { type PartName, partNames, parts } from './parts.ts';
import { scratchFolder } from './scratch-folder.ts';

/*
 * Measures how fast the whole line is, and how fast the machine could be at best, in the same run. Only the ratio of
 * the two means anything on another machine. `npm run bench -- --submissions 100000` changes the number of
 * submissions, `--rows 1000000` the number of rows in the large table, `--photos 400` the number of photos that are
 * backed up, and `--media-submissions 50` the number of submissions with a file of 5 MB. The formats take as many
 * submissions as there are rows. `--only` with `line`, `encrypted`, `server`, `backup`, `formats`, `window` or
 * `scale` runs that part alone. More than 100,000 submissions are for `scale`, which takes a workspace of them
 * through everything that people do. `--runs 3` does all of it three times, and prints the medians. `--keep FOLDER`
 * keeps the sample data there, and takes what is there already.
 */
const { values } = parseArgs({
  options: {
    submissions: { type: 'string', default: '10000' },
    'media-submissions': { type: 'string', default: '200' },
    rows: { type: 'string', default: '100000' },
    photos: { type: 'string', default: '4000' },
    only: { type: 'string' },
    runs: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
/** With more, the other parts would take hours. */
const MOST_OF_ALL = 100_000;

const submissions = Number(values.submissions);
const runs = Number(values.runs);
const threads = availableParallelism();
const scratch = scratchFolder();
const asked = askedParts();

console.log(`${threads} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
const measured: (readonly Figure[])[] = [];
for (let run = 1; run <= runs; run += 1) {
  if (runs > 1) console.log(`\nRun ${run} of ${runs}`);
  measured.push(await measureOnce());
}
if (runs > 1) console.log(`\nMedians of ${runs} runs\n${tableOf(mediansOf(measured))}`);

function askedParts(): readonly PartName[] {
  if (values.only === undefined)
    return submissions > MOST_OF_ALL ? ['scale'] : partNames.filter((name) => name !== 'scale');
  const only = partNames.find((name) => name === values.only);
  if (only === undefined) throw new Error(`--only takes one of ${partNames.join(', ')}`);
  return [only];
}

async function measureOnce(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const name of asked) {
    const folder = join(scratch, name);
    mkdirSync(folder);
    await parts[name](
      {
        folder,
        data: values.keep === undefined ? join(scratch, 'data') : resolve(values.keep),
        isKept: values.keep !== undefined,
        submissions,
        mediaSubmissions: Number(values['media-submissions']),
        rows: Number(values.rows),
        photos: Number(values.photos),
        threads,
      },
      (found) => {
        console.log(tableOf(found));
        figures.push(...found);
      },
    );
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}
