import { SampleRandom } from '../../../fixtures/sample-project/random.ts';
import { type FormatId, fileFormatIds } from '../formats/descriptions.ts';

/** How many formats a test takes that needs seconds for each. */
const TAKEN = 4;

/**
 * Returns a few formats for a slow test. `FORMAT_SEED`, which is printed, takes the same ones again; `npm run
 * test:long` takes all of them, with `ALL_FORMATS`.
 */
export function someFormats(): readonly FormatId[] {
  if (process.env.ALL_FORMATS === '1') return fileFormatIds;
  const seed = Number(process.env.FORMAT_SEED ?? Date.now() % 1_000_000);
  process.stdout.write(`FORMAT_SEED=${seed}\n`);
  const random = new SampleRandom(seed);
  return fileFormatIds
    .map((id) => ({ id, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .slice(0, TAKEN)
    .map(({ id }) => id);
}
