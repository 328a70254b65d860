import { join } from 'node:path';
import { connect } from '../core/store/connect.ts';

/** The answers of a workspace that can be told from anything else: texts of some length. */
export function answersOf(workspace: string): string[] {
  const db = connect(join(workspace, 'attache.sqlite'), { key: null, readonly: true });
  const rows = db.prepare<[], string>('SELECT "values" FROM record').pluck().all();
  db.close();
  const texts = rows.flatMap((values) => Object.values(JSON.parse(values) as Record<string, string>));
  return [...new Set(texts)].filter((text) => text.length >= 11 && /\p{L}/u.test(text));
}
