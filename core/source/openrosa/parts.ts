import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isManifest, readManifest } from '../../envelope/manifest.ts';
import { findPart } from '../../envelope/part-names.ts';
import { isAboutLogin, isProblem, Problem, type ProblemData, problemData } from '../../ground/problem.ts';
import { parseXml, type XmlElement, XmlError } from '../../ground/xml/xml.ts';
import type { Content, FetchedPart } from '../../model/fetched.ts';
import type { SubmissionRef } from '../../model/submission-ref.ts';
import { isWebPage, receivePart } from '../http/body.ts';
import type { HttpClient } from '../http/http.ts';
import type { Staging } from '../source.ts';
import { namedAddresses } from './address.ts';
import { isElsewhere } from './documents.ts';
import type { FileAddresses } from './file-addresses.ts';
import type { ListedFile } from './listed-file.ts';
import { type PartHere, partIn } from './part-here.ts';
import { partName } from './part-name.ts';

export interface PartsRequest {
  readonly http: HttpClient;
  readonly base: URL;
  readonly ref: SubmissionRef;
  readonly staging: Staging;
  /** Which files are wanted; the others are named without content. */
  readonly wanted: (name: string) => boolean;
  /** Whether a strong ETag is the MD5 of the file. */
  readonly isEtagMd5?: boolean;
  /** The server says that it has all files: one that is missing now may come later. */
  readonly isAllThere?: boolean;
  /** What is known of the server's addresses of files. */
  readonly addresses?: FileAddresses;
}

export interface Parts {
  readonly parts: readonly FetchedPart[];
  readonly problems: readonly ProblemData[];
}

/**
 * Fetches the files of one submission. Each is whole (its MD5 fits, if the server gives one), or null with a problem that
 * says why. Several entries may have one name, whether or not one replaced the other (`server-apis` §3.6): each that
 * arrives is a part, the newest first, and only if none arrives is the file reported as missing. Throws only what ends a
 * run: a refused login, a disk that is full or broken, the signal's reason.
 */
export async function fetchParts(
  request: PartsRequest,
  files: readonly ListedFile[],
  signal: AbortSignal,
): Promise<Parts> {
  const problems: ProblemData[] = [];
  const byName = new Map<string, ListedFile[]>();
  const unsafe = new Set<string>();
  for (const file of files) {
    if (file.name === '') continue;
    const { name, safe } = partName(file.name);
    if (!safe) {
      problems.push(problemData('submission.unsafe_name', { file: shown(file.name) }));
      unsafe.add(name);
      continue;
    }
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  const notAsked: FetchedPart[] = [];
  for (const name of byName.keys()) {
    if (!request.wanted(name)) notAsked.push({ name, content: null, notAsked: true });
  }
  const outcomes = await Promise.allSettled(
    [...byName].flatMap(([name, entries]) =>
      request.wanted(name) ? [fetchNamed(request, name, entries, signal)] : [],
    ),
  );
  signal.throwIfAborted();
  const parts = notAsked;
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
    parts.push(...outcome.value.parts);
    if (outcome.value.problem !== null) problems.push(outcome.value.problem);
  }
  for (const name of unsafe) if (!byName.has(name)) parts.push({ name, content: null });
  return { parts, problems };
}

/** All files of one name, the last listed one first. */
async function fetchNamed(
  request: PartsRequest,
  name: string,
  entries: readonly ListedFile[],
  signal: AbortSignal,
): Promise<{ parts: readonly FetchedPart[]; problem: ProblemData | null }> {
  const isTold = request.isEtagMd5 === true || entries.some(({ md5 }) => md5 !== null);
  const here = isTold ? await alreadyHere(request, name, entries) : [];
  const parts: FetchedPart[] = [];
  const arrived = new Set<string>();
  let problem: ProblemData | null = null;
  for (const entry of entries.toReversed()) {
    // The same bytes twice are one file.
    if (entry.md5 !== null && arrived.has(entry.md5)) continue;
    const same = here.find(({ md5 }) => md5 === entry.md5);
    if (same !== undefined) {
      parts.push({ name, content: same.content });
      arrived.add(same.md5);
      continue;
    }
    try {
      const landed = stagingName(name, entry, entries);
      const content = await fetchEntry(request, landed, name, entry, here[0] ?? null, signal);
      parts.push({ name, content });
      if (entry.md5 !== null) arrived.add(entry.md5);
    } catch (error) {
      signal.throwIfAborted();
      if (!isProblem(error) || endsRun(error)) throw error;
      // A damaged file is worth more in a report than a missing one of the same name.
      if (problem === null || problem.code === 'source.part_missing') problem = error.data;
    }
  }
  if (parts.length === 0) return { parts: [{ name, content: null }], problem };
  return { parts, problem: problem?.code === 'source.part_missing' ? null : problem };
}

/** What a file is called where it lands: several of one name must not overwrite each other. */
function stagingName(name: string, { md5, url }: ListedFile, entries: readonly ListedFile[]): string {
  if (entries.length < 2) return name;
  return `${(md5 ?? createHash('md5').update(url).digest('hex')).slice(0, 12)}-${name}`;
}

/**
 * One entry, from each of its addresses in turn; a wrong MD5 is tried once more. Where only the server's ETag tells the
 * MD5, it is asked for what is other than `here`. Throws a Problem.
 */
async function fetchEntry(
  { http, base, ref, staging, isEtagMd5 = false, isAllThere = false, addresses }: PartsRequest,
  landed: string,
  name: string,
  { url, md5 }: ListedFile,
  here: PartHere | null,
  signal: AbortSignal,
): Promise<Content> {
  const path = (): string => {
    const target = staging.pathFor(ref, landed);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    return target;
  };
  const target = { inlineLimit: staging.inlineLimit, key: staging.key ?? null, path, md5, isEtagMd5 };
  const unless = isEtagMd5 && here !== null ? here : null;
  const what = { file: name, kind: 'part', ...(unless === null ? {} : { unlessMd5: unless.md5 }) } as const;
  let failure: Problem | null = null;
  const named = namedAddresses(url, base);
  for (const address of addresses?.inOrder(named) ?? named) {
    try {
      for (let tries = 0; tries < 2; tries += 1) {
        const content = await http.get(
          address,
          what,
          async (response) => {
            if (response.isUnchanged && unless !== null) return unless.content;
            if (md5 === null && isWebPage(response) && !/\.html?(\.enc)?$/i.test(name)) {
              throw new Problem('net.web_page', response.asked);
            }
            // A storage that we were sent on to has its own idea of an ETag (`server-apis` §7.3).
            const isOwn = response.url.origin === base.origin;
            return receivePart(response, { ...target, isEtagMd5: isEtagMd5 && isOwn });
          },
          signal,
        );
        if (content === null) continue;
        addresses?.served(address);
        return content;
      }
      throw new Problem('source.part_damaged', { file: name });
    } catch (error) {
      // A refused login that is right is one that this address does not take (`server-apis` §3.7): another may.
      if (!isElsewhere(error)) throw error;
      // If the first address says "no right to read", report that rather than "not found" from a guessed address.
      const isTold = isAllThere || (isProblem(error) && error.code !== 'net.not_found');
      if (isProblem(error) && isTold && failure === null) {
        // A promised file that is missing does not mean that the server's address is wrong.
        failure =
          error.code === 'net.not_found'
            ? new Problem('net.file_not_found', { host: address.host, file: name }, { cause: error })
            : error;
      }
    }
  }
  throw failure ?? new Problem('source.part_missing', { file: name });
}

/** The parts of one name that earlier tries or runs have received, kept or still where they landed. */
async function alreadyHere(
  { staging, ref }: PartsRequest,
  name: string,
  entries: readonly ListedFile[],
): Promise<readonly PartHere[]> {
  const kept = staging.kept?.(ref, name) ?? [];
  const key = staging.key ?? null;
  const landed = entries.map((entry) => {
    const path = staging.pathFor(ref, stagingName(name, entry, entries));
    return { kind: 'file', path, size: 0, ...(key === null ? {} : { key }) } as const;
  });
  return (await Promise.all([...kept, ...landed].map(partIn))).filter((one) => one !== null);
}

/**
 * Which of the files that the server lists and does not have belong to nothing: entries of re-uploads that were
 * deleted, and, where the server has opened a submission itself, the encrypted files of old (`server-apis` §3.6,
 * §3.10).
 */
export function deadParts(xml: Uint8Array, problems: readonly ProblemData[]): ReadonlySet<string> {
  const missing = problems.flatMap(({ code, params: { file } }) =>
    code === 'source.part_missing' && typeof file === 'string' ? [file] : [],
  );
  if (missing.length === 0) return new Set();
  let root: XmlElement;
  try {
    root = parseXml(xml);
  } catch (error) {
    if (error instanceof XmlError) return new Set();
    throw error;
  }
  if (!isManifest(root)) return new Set(missing.filter((file) => /\.enc$/i.test(file)));
  const manifest = readManifest(root);
  const named = [...(manifest?.media ?? []), manifest?.xmlFile ?? 'submission.xml.enc'];
  const isNamed = (file: string): boolean =>
    named.some((name) => findPart([{ name: file, content: null }], name) !== null);
  return new Set(missing.filter((file) => !isNamed(file)));
}

function endsRun(problem: Problem): boolean {
  return problem.code.startsWith('store.') || isAboutLogin(problem);
}

/** A hostile name as it can be shown: without control characters, not longer than a line. */
function shown(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
  return name.replace(/[\u0000-\u001f\u007f]/g, '?').slice(0, 100);
}
