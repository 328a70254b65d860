import { createHash } from 'node:crypto';
import { Problem } from '../../ground/problem.ts';
import { childOf, childrenOf, textOf } from '../../ground/xml/xml.ts';
import type { FormMediaRef } from '../../model/form-ref.ts';
import { readDocument } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { HttpClient } from '../http/http.ts';
import { namedAddresses } from './address.ts';
import { fetchXml, formHash, isElsewhere, largest, listRoot } from './documents.ts';

/**
 * The files of a form by its manifest (`server-apis` §1.4, §3.4, §4.3, §5.2). Takes its
 * address, and headers that the server wants. Skips entries without a name or an address.
 */
export async function listFormMedia(
  http: HttpClient,
  base: URL,
  manifest: URL,
  headers: HttpRequest['headers'],
  signal: AbortSignal,
): Promise<readonly FormMediaRef[]> {
  const file = 'manifest';
  const bytes = await fetchXml(http, manifest, file, largest.list, signal, headers);
  const root = listRoot(bytes, 'manifest', { host: base.host, file });
  return childrenOf(root, 'mediaFile').flatMap((entry): FormMediaRef[] => {
    const name = textOf(childOf(entry, 'filename'));
    const locator = textOf(childOf(entry, 'downloadUrl'));
    if (name === null || locator === null) return [];
    return [{ name, hash: textOf(childOf(entry, 'hash')), locator }];
  });
}

/**
 * One file of a form, in memory, tried at each address that the server's may mean. Some hashes are of a date and not of
 * the content (entity lists of Central, linked data of Ona): if two fetches give the same bytes, they count as right.
 * Throws a Problem when the file cannot be fetched, is larger than `megabytes`, or neither fits its hash nor comes the
 * same twice.
 */
export async function fetchFormMedia(
  http: HttpClient,
  base: URL,
  { name, hash, locator }: FormMediaRef,
  megabytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let failure: unknown = new Problem('net.not_found', { host: base.host, file: name });
  for (const address of namedAddresses(locator, base)) {
    try {
      const request = { file: name, kind: 'document' } as const;
      const get = () => http.get(address, request, (response) => readDocument(response, megabytes), signal);
      const bytes = await get();
      if (fits(bytes, hash)) return bytes;
      const again = await get();
      if (fits(again, hash) || Buffer.compare(bytes, again) === 0) return again;
      throw new Problem('source.part_damaged', { file: name });
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function fits(bytes: Uint8Array, hash: string | null): boolean {
  const md5 = formHash(hash);
  return md5 === null || createHash('md5').update(bytes).digest('hex') === md5.hex;
}
