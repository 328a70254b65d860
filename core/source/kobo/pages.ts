import { isUtf8 } from 'node:buffer';
import { isProblem } from '../../ground/problem.ts';
import { hideOdd, revealMarkup, revealText } from '../../ground/xml/stand-ins.ts';
import { MAX_DEPTH, xmlParser } from '../../ground/xml/tree.ts';
import { trimXml } from '../../ground/xml/xml.ts';
import type { SubmissionRef } from '../../model/submission-ref.ts';

/** Asks for `count` submissions of a form's list as XML, from position `start` on (`server-apis` §4.7). */
export type AskPage = (start: number, count: number, signal: AbortSignal) => Promise<Uint8Array>;

/** A ref with its position in the list, and the uuid of its current version. */
interface Placed {
  readonly locator: string;
  readonly at: number;
  readonly uuid: string;
}

/** The largest page, and the first one, while the size of a submission is not known. */
const MOST = 1000;
const FIRST = 100;
/** The largest page, estimated from the pages before. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** The share of a page that must be wanted. Below that, fetching each submission alone costs less. */
const WORTH = 0.5;
/** After this many pages without a wanted submission, no more pages are asked for. */
const USELESS = 2;

/**
 * Fetches many submissions of one form in one response. Each is byte for byte what it is alone, apart from the XML
 * declaration. `expect` says which are wanted next; `take` gives one of them, and asks for its page if that was not done
 * yet. A submission that is not found there (deleted, edited or moved in the meantime, or in an unreadable page) must be
 * asked for alone.
 */
export class KoboPages {
  readonly #ask: AskPage;
  #wanted = new Map<string, Placed>();
  /** By locator: the page that has been asked for. */
  readonly #asked = new Map<string, Promise<ReadonlyMap<string, Uint8Array>>>();
  #most = FIRST;
  #useless = 0;

  constructor(ask: AskPage) {
    this.#ask = ask;
  }

  /** Takes the refs that are fetched next, if their positions are known. */
  expect(refs: readonly Placed[]): void {
    for (const ref of refs) this.#wanted.set(ref.locator, ref);
  }

  /** The submission as its server has it; null if it must be asked for alone. Throws the signal's reason. */
  async take({ locator }: SubmissionRef, uuid: string, signal: AbortSignal): Promise<Uint8Array | null> {
    if (!this.#asked.has(locator)) this.#askFor(locator, signal);
    const page = await this.#asked.get(locator);
    this.#asked.delete(locator);
    signal.throwIfAborted();
    return page?.get(uuid) ?? null;
  }

  #askFor(locator: string, signal: AbortSignal): void {
    const first = this.#wanted.get(locator);
    const group = first === undefined ? [] : this.#groupFrom(first);
    for (const one of group) this.#wanted.delete(one.locator);
    this.#wanted.delete(locator);
    const last = group.at(-1);
    if (first === undefined || last === undefined || group.length < 2 || this.#useless >= USELESS) return;
    const page = this.#read(first.at, last.at - first.at + 1, group, signal);
    for (const one of group) this.#asked.set(one.locator, page);
  }

  /** The wanted submissions, from this one on, that are worth one page. */
  #groupFrom(first: Placed): readonly Placed[] {
    const behind = [...this.#wanted.values()]
      .filter(({ at }) => at >= first.at && at < first.at + this.#most)
      .sort((one, other) => one.at - other.at);
    let worth = 1;
    for (const [i, { at }] of behind.entries()) {
      if ((i + 1) / (at - first.at + 1) >= WORTH) worth = i + 1;
    }
    return behind.slice(0, worth);
  }

  /** The wanted submissions of a page, by uuid; empty if the page cannot be fetched or read. */
  async #read(
    start: number,
    count: number,
    group: readonly Placed[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = new Set(group.map(({ uuid }) => uuid));
    let found = new Map<string, Uint8Array>();
    try {
      const bytes = await this.#ask(start, count, signal);
      const all = readSubmissions(bytes) ?? new Map();
      // If a server gives fewer than asked, the next page asks for no more than it gave.
      const most = all.size < count ? all.size : MOST;
      if (all.size > 0)
        this.#most = Math.max(2, Math.min(most, Math.floor((PAGE_BYTES * all.size) / bytes.length)));
      found = new Map([...all].filter(([uuid]) => wanted.has(uuid)));
    } catch (error) {
      // The submissions are then asked for one by one, and their own problems are reported.
      if (!isProblem(error)) throw error;
      this.#most = FIRST;
    }
    this.#useless = found.size === 0 ? this.#useless + 1 : 0;
    return found;
  }
}

const DECLARATION = Buffer.from('<?xml version="1.0" encoding="utf-8"?>');

/**
 * Cuts the submissions out of a page (`<root>…<results>…</results></root>`), unchanged, by the uuid inside each. Leaves
 * out a submission without a uuid or with the uuid of another one, and submissions with a comment or other content between
 * them, because it is unclear where that belongs. Null if the page is incomplete, not well-formed or not text.
 */
export function readSubmissions(page: Uint8Array): ReadonlyMap<string, Uint8Array> | null {
  if (!isUtf8(page)) return null;
  const text = hideOdd(Buffer.from(page.buffer, page.byteOffset, page.byteLength).toString('utf8'));
  const spans = spansIn(text);
  if (spans === null) return null;
  const found = new Map<string, Uint8Array>();
  const twice = new Set<string>();
  for (const { uuid, start, end } of spans) {
    if (uuid === '' || found.has(uuid)) twice.add(uuid);
    found.set(uuid, Buffer.concat([DECLARATION, Buffer.from(revealMarkup(text.slice(start, end)))]));
  }
  for (const uuid of twice) found.delete(uuid);
  return found;
}

interface Span {
  uuid: string;
  start: number;
  /** Where the next one begins, white space behind it included. */
  end: number;
}

/** Stands for a uuid that is not known for certain. */
const NOBODYS = '\0';
const ID = ['root', 'results', null, 'meta', 'instanceID'];

function spansIn(text: string): readonly Span[] | null {
  const parser = xmlParser();
  const spans: Span[] = [];
  const path: string[] = [];
  let tagStart = 0;
  let id: string | null = null;
  /** There is content before the next submission that may belong to it, or to the one before. */
  let isMixed = false;
  const stop = (): never => {
    throw new Unreadable();
  };
  parser.on('error', stop);
  parser.on('doctype', stop);
  parser.on('opentagstart', () => {
    tagStart = text.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', ({ local }) => {
    path.push(local);
    if (path.length > MAX_DEPTH) stop();
    if (path.length === 3) {
      const before = spans.at(-1);
      if (before !== undefined) before.end = tagStart;
      spans.push({ uuid: isMixed ? NOBODYS : '', start: tagStart, end: tagStart });
      isMixed = false;
    }
    const isId = path.length === ID.length && ID.every((name, i) => name === null || name === path[i]);
    if (isId) id = '';
  });
  const mix = (): void => {
    if (path.length !== 2 || path[1] !== 'results') return;
    isMixed = true;
    const before = spans.at(-1);
    if (before !== undefined) before.uuid = NOBODYS;
  };
  const gather = (piece: string): void => {
    if (id !== null) id += piece;
    else if (path.length === 2 && trimXml(piece) !== '') mix();
  };
  parser.on('text', gather);
  parser.on('cdata', gather);
  parser.on('comment', mix);
  parser.on('processinginstruction', mix);
  parser.on('closetag', () => {
    const span = spans.at(-1);
    if (path.length === ID.length && id !== null && span !== undefined) {
      // Two instance IDs: neither is certain.
      const uuid = trimXml(revealText(id, () => {})).replace(/^uuid:/, '');
      span.uuid = span.uuid === '' ? uuid : NOBODYS;
      id = null;
    }
    if (path.length === 2 && path[1] === 'results' && span !== undefined) {
      span.end = text.lastIndexOf('<', parser.position - 1);
    }
    path.pop();
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
  return spans.filter(({ uuid }) => uuid !== NOBODYS);
}

class Unreadable extends Error {}
