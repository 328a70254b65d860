import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../core/store/connect.ts';

/** Where one of the texts was found. */
export interface Found {
  readonly file: string;
  readonly text: string;
}

/**
 * Looks through every file below a folder for texts, as UTF-8, UTF-16 and base64. Leaves out the folders and files in
 * `except`: those that are meant to hold them.
 */
export function findTexts(folder: string, texts: readonly string[], except: readonly string[] = []): Found[] {
  const needles = texts.flatMap((text) =>
    [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(Buffer.from(text).toString('base64'))].map(
      (bytes) => ({ text, bytes }),
    ),
  );
  return filesBelow(folder, except).flatMap((file) => {
    const content = contentOf(file);
    return needles.filter(({ bytes }) => content.includes(bytes)).map(({ text }) => ({ file, text }));
  });
}

function filesBelow(folder: string, except: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (except.includes(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, except);
    return entry.isFile() ? [path] : [];
  });
}

/** A file that disappears during the search holds none of the texts. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

/** The answers of a workspace that can be told from anything else: texts of some length. */
export function answersOf(workspace: string): string[] {
  const db = connect(join(workspace, 'attache.sqlite'), { key: null, readonly: true });
  const rows = db.prepare<[], string>('SELECT "values" FROM record').pluck().all();
  db.close();
  const texts = rows.flatMap((values) => Object.values(JSON.parse(values) as Record<string, string>));
  return [...new Set(texts)].filter((text) => text.length >= 11 && /\p{L}/u.test(text));
}
