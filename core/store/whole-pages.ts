import { Problem } from '../ground/problem.ts';
import { PAGE } from './encrypted-page.ts';

/**
 * Yields the pages of a database, each with its number, counted from 1. Takes its pieces, in order. The bytes of a page
 * are used again for the next. Throws `store.page_damaged` when the last page is cut.
 */
export async function* wholePages(
  content: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<{ readonly page: Buffer; readonly number: number }> {
  const page = Buffer.alloc(PAGE);
  let filled = 0;
  let number = 1;
  try {
    for await (const piece of content) {
      for (let at = 0; at < piece.length; ) {
        const part = piece.subarray(at, at + PAGE - filled);
        page.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < PAGE) continue;
        yield { page, number };
        number += 1;
        filled = 0;
      }
    }
  } finally {
    page.fill(0);
  }
  if (filled > 0) throw new Problem('store.page_damaged', { file, page: number });
}
