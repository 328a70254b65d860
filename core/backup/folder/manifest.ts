import { createHash } from 'node:crypto';
import { z } from 'zod';
import { VERSION } from '../../ground/version.ts';
import type { ArchivedFile } from '../../store/backup-index.ts';
import type { Feed } from '../containers/feed.ts';

/*
 * manifest.json says what a snapshot has. It is JSON with one file on each line, so that a million files are written and
 * read line by line; its last value is the hash of everything before.
 */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const header = z.object({
  format: z.literal(1),
  madeBy: z.string(),
  workspaceId: z.string(),
  /** When the database was copied: ISO 8601. */
  at: z.string(),
  /** Grows with every snapshot of the backup, whatever the clock says. */
  sequence: count,
  /** Whether the workspace was encrypted. */
  isEncrypted: z.boolean(),
  database: z.object({ name: z.string(), size: count, format: count }),
  forms: z.array(z.object({ formId: z.string().nullable(), submissions: count, records: count })),
  /** Files that the database names and that the workspace does not have. */
  missing: z.array(z.string()),
  volumes: z.array(z.object({ number: count, bytes: count, sha256 })),
});
const fileLine = z.tuple([z.string(), count, z.number().int(), count, sha256]);

/** All of a manifest but its files. */
export type ManifestHeader = Readonly<z.infer<typeof header>>;

/** What a caller says of a new manifest. */
export type NewManifest = Omit<ManifestHeader, 'format' | 'madeBy'>;

/** The line behind which the files come. */
const FILES = '"files": [';
const END = '],';

/** Yields a manifest, line by line. */
export function* manifestLines(manifest: NewManifest, files: Iterable<ArchivedFile>): Generator<Buffer> {
  const hash = createHash('sha256');
  const line = (text: string): Buffer => {
    const bytes = Buffer.from(`${text}\n`);
    hash.update(bytes);
    return bytes;
  };
  const whole: ManifestHeader = { format: 1, madeBy: `Attaché ${VERSION}`, ...manifest };
  yield line('{');
  for (const [key, value] of Object.entries(whole)) {
    if (!Array.isArray(value) || value.length === 0) {
      yield line(`${JSON.stringify(key)}: ${JSON.stringify(value)},`);
      continue;
    }
    yield line(`${JSON.stringify(key)}: [`);
    yield* value.map((one, i) => line(`${JSON.stringify(one)}${i === value.length - 1 ? '' : ','}`));
    yield line(END);
  }
  yield line(FILES);
  let before: string | null = null;
  for (const { path, size, modified, volume, sha256: hex } of files) {
    if (before !== null) yield line(`${before},`);
    before = JSON.stringify([path, size, modified, volume, hex]);
  }
  if (before !== null) yield line(before);
  yield line(END);
  yield Buffer.from(`"sha256": "${hash.digest('hex')}"\n}\n`);
}

/** Reads a manifest: gives each file to `onFile`, and returns the rest. Returns null when it is damaged. */
export async function readManifest(
  content: Feed,
  onFile: (file: ArchivedFile) => void,
): Promise<ManifestHeader | null> {
  const hash = createHash('sha256');
  let head: ManifestHeader | null = null;
  let begun = '';
  let isOver = false;
  for await (const text of linesOf(content)) {
    if (isOver) return text === `"sha256": "${hash.digest('hex')}"` ? head : null;
    hash.update(`${text}\n`);
    if (head !== null) {
      if (text === END) isOver = true;
      else {
        const file = fileOf(text);
        if (file === null) return null;
        onFile(file);
      }
    } else if (text === FILES) {
      head = headerOf(begun);
      if (head === null) return null;
    } else begun += `${text}\n`;
  }
  return null;
}

function headerOf(begun: string): ManifestHeader | null {
  const read = header.safeParse(parsed(`${begun.replace(/,\n$/, '')}}`));
  return read.success ? read.data : null;
}

function fileOf(text: string): ArchivedFile | null {
  const read = fileLine.safeParse(parsed(text.replace(/,$/, '')));
  if (!read.success) return null;
  const [path, size, modified, volume, hex] = read.data;
  return { path, size, modified, volume, sha256: hex };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The lines of a text in UTF-8. */
async function* linesOf(content: Feed): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of content) {
    const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
