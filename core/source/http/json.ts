import type { z } from 'zod';
import { Problem } from '../../ground/problem.ts';
import { isWebPage, readDocument } from './body.ts';
import type { HttpRequest, HttpResponse } from './exchange.ts';
import type { HttpClient } from './http.ts';

/** Largest JSON documents, in megabytes, unpacked. */
const LARGEST = 64;

/**
 * Fetches a JSON document of a known shape; unknown fields are left out. Throws a Problem when a web page comes instead,
 * or something else that is not of that shape.
 */
export async function fetchJson<T>(
  http: HttpClient,
  url: URL,
  request: Omit<HttpRequest, 'kind'>,
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const read = async (response: HttpResponse): Promise<T> => {
    const bytes = await readDocument(response, LARGEST);
    if (isWebPage(response)) throw new Problem('net.web_page', response.asked);
    const parsed = shape.safeParse(parse(bytes));
    if (!parsed.success) throw new Problem('source.answer_unreadable', response.asked);
    return parsed.data;
  };
  return http.get(url, { ...request, kind: 'document' }, read, signal);
}

/** Null, which no shape takes, for what is no JSON. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
