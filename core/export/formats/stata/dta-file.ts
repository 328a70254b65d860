import { setImmediate } from 'node:timers/promises';
import { type Cell, EMPTY } from '../../analysis/cell.ts';
import type { Characteristic } from './characteristics.ts';
import { FileBytes } from './file-bytes.ts';
import type { LabelSet } from './label-sets.ts';
import type { Release } from './release.ts';
import { cellWriter, writeLongText } from './rows.ts';
import type { Variable } from './variables.ts';

/** A variable with what is said about it. */
export interface LabelledVariable extends Variable {
  readonly label: string;
  /** The name of the set with the labels of its numbers; '' when it has none. */
  readonly setName: string;
}

/** Everything that is in a file. */
export interface DtaContent {
  readonly release: Release;
  readonly label: string;
  readonly variables: readonly LabelledVariable[];
  readonly characteristics: Iterable<Characteristic>;
  readonly sets: Iterable<LabelSet>;
  /** Whether the reasons for missing values have codes: `.a` and `.b`. */
  readonly hasCodes: boolean;
  /** How many rows there are. */
  readonly count: number;
  /** Gives the rows, each time it is called. A cell for each variable. */
  rows(): Iterable<readonly Cell[]>;
}

/** Bytes of fields of fixed width. */
const NAME = 129;
const FORMAT = 57;
const LABEL = 321;
/** Places of the sections that the map lists. */
const PLACES = 14;
/** Other work gets its turn after this many milliseconds. */
const TURN = 20;

/**
 * Writes a Stata file. Takes the path of an empty file. The bytes depend on nothing but the content. Returns
 * how many cells could not be written exactly as they are, by the name of their variable. Throws the errors of
 * the file system.
 */
export async function writeDta(path: string, content: DtaContent): Promise<ReadonlyMap<string, number>> {
  const bytes = new FileBytes(path);
  try {
    return await new DtaFile(bytes, content).write();
  } finally {
    bytes.close();
  }
}

class DtaFile {
  readonly #bytes: FileBytes;
  readonly #content: DtaContent;
  /** Where the sections begin, in the order of the map. */
  readonly #places: number[] = [];

  constructor(bytes: FileBytes, content: DtaContent) {
    this.#bytes = bytes;
    this.#content = content;
  }

  async write(): Promise<ReadonlyMap<string, number>> {
    this.#header();
    this.#schema();
    this.#section('characteristics', () => {
      for (const characteristic of this.#content.characteristics) this.#characteristic(characteristic);
    });
    const changed = await this.#rows();
    await this.#longTexts();
    this.#section('value_labels', () => {
      for (const set of this.#content.sets) this.#set(set);
    });
    this.#places.push(this.#bytes.position);
    this.#bytes.text('</stata_dta>');
    this.#places.push(this.#bytes.position);
    this.#map();
    return changed;
  }

  #header(): void {
    const bytes = this.#bytes;
    const { release, label, variables, count } = this.#content;
    this.#places.push(0);
    bytes.text(`<stata_dta><header><release>${release}</release><byteorder>LSF</byteorder><K>`);
    this.#count(variables.length);
    bytes.text('</K><N>');
    bytes.u64(count);
    bytes.text('</N><label>');
    bytes.u16(Buffer.byteLength(label));
    bytes.text(label);
    // Without a time, so that the same answers always give the same file.
    bytes.text('</label><timestamp>');
    bytes.u8(0);
    bytes.text('</timestamp></header>');
    this.#section('map', () => bytes.bytes(Buffer.alloc(PLACES * 8)));
  }

  #schema(): void {
    const bytes = this.#bytes;
    const { variables } = this.#content;
    const each = (name: string, write: (variable: LabelledVariable) => void): void =>
      this.#section(name, () => {
        for (const variable of variables) write(variable);
      });
    each('variable_types', ({ code }) => bytes.u16(code));
    each('varnames', ({ column }) => bytes.field(column.name, NAME));
    this.#section('sortlist', () => {
      for (let i = 0; i <= variables.length; i += 1) this.#count(0);
    });
    each('formats', ({ format }) => bytes.field(format, FORMAT));
    each('value_label_names', ({ setName }) => bytes.field(setName, NAME));
    each('variable_labels', ({ label }) => bytes.field(label, LABEL));
  }

  #characteristic({ owner, name, text }: Characteristic): void {
    this.#bytes.text('<ch>');
    this.#bytes.u32(2 * NAME + Buffer.byteLength(text) + 1);
    this.#bytes.field(owner, NAME);
    this.#bytes.field(name, NAME);
    this.#bytes.text(text);
    this.#bytes.u8(0);
    this.#bytes.text('</ch>');
  }

  async #rows(): Promise<ReadonlyMap<string, number>> {
    const { variables, release, hasCodes } = this.#content;
    const writers = variables.map((variable, i) => cellWriter(variable, i + 1, release, hasCodes));
    const changed = new Map<string, number>();
    const note = (place: number): void => {
      const name = variables[place]?.column.name ?? '';
      changed.set(name, (changed.get(name) ?? 0) + 1);
    };
    const pause = pauses();
    this.#begin('data');
    let row = 0;
    for (const cells of this.#content.rows()) {
      row += 1;
      // Not by an iterator: this runs for every cell.
      for (let i = 0; i < writers.length; i += 1) {
        if (writers[i]?.(this.#bytes, cells[i] ?? EMPTY, row) === false) note(i);
      }
      if (row % 100 === 0) await pause();
    }
    if (row !== this.#content.count) throw new Error('there are other rows than were counted');
    this.#end('data');
    return changed;
  }

  /**
   * Writes the texts that are kept apart, row by row: readers find them by this order. The rows are read a
   * second time, so that no answer has to wait in memory or in another file.
   */
  async #longTexts(): Promise<void> {
    const long = this.#content.variables.flatMap(({ type }, i) => (type === 'long text' ? [i + 1] : []));
    const pause = pauses();
    this.#begin('strls');
    let row = 0;
    for (const cells of long.length === 0 ? [] : this.#content.rows()) {
      row += 1;
      for (const number of long) writeLongText(this.#bytes, number, cells[number - 1] ?? EMPTY, row);
      if (row % 100 === 0) await pause();
    }
    this.#end('strls');
  }

  #set({ name, entries }: LabelSet): void {
    const bytes = this.#bytes;
    const texts = entries.map(([, text]) => Buffer.from(text));
    const length = texts.reduce((sum, text) => sum + text.length + 1, 0);
    bytes.text('<lbl>');
    bytes.u32(8 + 8 * entries.length + length);
    bytes.field(name, NAME);
    bytes.bytes(Buffer.alloc(3));
    bytes.u32(entries.length);
    bytes.u32(length);
    let offset = 0;
    for (const text of texts) {
      bytes.u32(offset);
      offset += text.length + 1;
    }
    for (const [code] of entries) bytes.i32(code);
    for (const text of texts) {
      bytes.bytes(text);
      bytes.u8(0);
    }
    bytes.text('</lbl>');
  }

  /** The map is known when everything else is written. */
  #map(): void {
    const map = Buffer.alloc(PLACES * 8);
    for (const [i, place] of this.#places.entries()) map.writeBigUInt64LE(BigInt(place), i * 8);
    this.#bytes.patch((this.#places[1] ?? 0) + '<map>'.length, map);
  }

  /** A number of variables: wider in release 119. */
  #count(number: number): void {
    if (this.#content.release === 118) this.#bytes.u16(number);
    else this.#bytes.u32(number);
  }

  #section(name: string, write: () => void): void {
    this.#begin(name);
    write();
    this.#end(name);
  }

  #begin(name: string): void {
    this.#places.push(this.#bytes.position);
    this.#bytes.text(`<${name}>`);
  }

  #end(name: string): void {
    this.#bytes.text(`</${name}>`);
  }
}

/** Returns a function that gives other work its turn from time to time. */
function pauses(): () => Promise<void> {
  let turn = performance.now();
  return async () => {
    if (performance.now() - turn < TURN) return;
    await setImmediate();
    turn = performance.now();
  };
}
