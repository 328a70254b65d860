import { z } from 'zod';

/** Which table of which form a table is. It is the last line of the table's comment, by which Attaché knows its own. */
const mark = z.object({
  form: z.string(),
  /** '' for the submissions, else the path of the repeat. */
  path: z.string(),
  /** From 1: wide tables have several. */
  part: z.number(),
  /** The workspaces that have written rows into it. */
  writers: z.array(z.string()).default([]),
});

export type Mark = z.infer<typeof mark>;

const BEGIN = 'Made by Attaché: ';

/** Returns the line for a table's comment. */
export function markLine({ form, path, part, writers }: Mark): string {
  return `${BEGIN}${JSON.stringify({ form, path, part, writers })}`;
}

/** Reads a table's comment. Returns null when Attaché has not made the table. */
export function markIn(comment: string | null): Mark | null {
  const line = comment?.split('\n').at(-1) ?? '';
  if (!line.startsWith(BEGIN)) return null;
  try {
    return mark.parse(JSON.parse(line.slice(BEGIN.length)));
  } catch {
    return null;
  }
}

/** Returns a table's comment with another mark. */
export function withMark(comment: string, mark: Mark): string {
  return [...comment.split('\n').slice(0, -1), markLine(mark)].join('\n');
}
