import type { z } from 'zod';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { apiAddress } from './address.ts';

/** One Central: its address as `centralAddress` made it, and how it is asked. */
export interface CentralApi {
  readonly http: HttpClient;
  readonly base: URL;
}

/** A JSON document of the API, by its path below `/v1`. Throws a Problem as `fetchJson` does. */
export function fetchFrom<T>(
  { http, base }: CentralApi,
  path: readonly string[],
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return fetchJson(http, apiAddress(base, path), { file: path.at(-1) ?? '' }, shape, signal);
}
