import type { Envelope } from './geometry-blob.ts';

/*
 * The tree of SQLite's R*Tree module, made in one go from all its boxes: to add one box after the other takes several
 * times as long. https://www.sqlite.org/src/doc/trunk/ext/rtree/rtree.c describes a node: the depth of the tree, which
 * only the root has, the number of entries, and for each entry an id and its box, all numbers big-endian.
 */

/** A node, and the rows or nodes that are its entries. The root has the number 1. */
export interface TreeNode {
  readonly number: number;
  /** 0 for a node of rows. */
  readonly height: number;
  readonly entries: Uint32Array;
  readonly bytes: Buffer;
}

const HEAD = 4;
const ENTRY = 24;
/** A number of 32 bits and its bits: those of its neighbours are greater or less by one. */
const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** The boxes of the geometries of a layer, each with the number of its row. */
export class Boxes {
  #ids = new Uint32Array(1024);
  /** Of each box: west, east, south, north. */
  #bounds = new Float32Array(4 * this.#ids.length);
  #count = 0;

  add(id: number, [west, east, south, north]: Envelope): void {
    if (this.#count === this.#ids.length) this.#grow();
    this.#ids[this.#count] = id;
    const at = 4 * this.#count;
    this.#bounds[at] = below(west);
    this.#bounds[at + 1] = above(east);
    this.#bounds[at + 2] = below(south);
    this.#bounds[at + 3] = above(north);
    this.#count += 1;
  }

  /**
   * Yields the nodes of a tree of these boxes, those of rows first. Yields none without a box. Takes the length of a
   * node in bytes.
   */
  *tree(length: number): Generator<TreeNode> {
    if (this.#count === 0) return;
    const most = Math.floor((length - HEAD) / ENTRY);
    let level = this.#inPlaces();
    let next = 2;
    for (let height = 0; ; height += 1) {
      const count = Math.ceil(level.ids.length / most);
      const above = { ids: new Uint32Array(count), bounds: new Float32Array(4 * count) };
      for (let i = 0; i < count; i += 1) {
        // All nodes of a level are about equally full.
        const from = Math.floor((i * level.ids.length) / count);
        const to = Math.floor(((i + 1) * level.ids.length) / count);
        const entries = level.ids.subarray(from, to);
        const bounds = level.bounds.subarray(4 * from, 4 * to);
        const number = count === 1 ? 1 : next++;
        above.ids[i] = number;
        above.bounds.set(around(bounds), 4 * i);
        yield {
          number,
          height,
          entries,
          bytes: nodeBytes(length, count === 1 ? height : 0, entries, bounds),
        };
      }
      if (count === 1) return;
      level = above;
    }
  }

  /** The boxes so that neighbours on the map are neighbours. */
  #inPlaces(): { readonly ids: Uint32Array; readonly bounds: Float32Array } {
    const bounds = this.#bounds.subarray(0, 4 * this.#count);
    const [west = 0, east = 0, south = 0, north = 0] = around(bounds);
    // Each place with the index of its box behind it, so that numbers are sorted: a double holds 53 bits.
    const dropped = Math.max(0, Math.ceil(Math.log2(this.#count)) - 21);
    const places = new Float64Array(this.#count);
    for (let i = 0; i < this.#count; i += 1) {
      const x = ((bounds[4 * i] as number) + (bounds[4 * i + 1] as number)) / 2;
      const y = ((bounds[4 * i + 2] as number) + (bounds[4 * i + 3] as number)) / 2;
      const place = (spread(step(x, west, east)) | (spread(step(y, south, north)) << 1)) >>> dropped;
      places[i] = place * this.#count + i;
    }
    places.sort();
    const sorted = { ids: new Uint32Array(this.#count), bounds: new Float32Array(4 * this.#count) };
    for (let i = 0; i < this.#count; i += 1) {
      const from = (places[i] as number) % this.#count;
      sorted.ids[i] = this.#ids[from] as number;
      for (let j = 0; j < 4; j += 1) sorted.bounds[4 * i + j] = bounds[4 * from + j] as number;
    }
    return sorted;
  }

  #grow(): void {
    const [ids, bounds] = [this.#ids, this.#bounds];
    this.#ids = new Uint32Array(2 * ids.length);
    this.#ids.set(ids);
    this.#bounds = new Float32Array(2 * bounds.length);
    this.#bounds.set(bounds);
  }
}

/** Returns a number of 32 bits that is no greater. A box that is rounded outwards has all of its geometry. */
function below(number: number): number {
  const rounded = Math.fround(number);
  return rounded <= number ? rounded : -above(-number);
}

function above(number: number): number {
  FLOAT[0] = number;
  const rounded = FLOAT[0];
  if (rounded >= number) return rounded;
  BITS[0] = (BITS[0] as number) + (rounded < 0 ? -1 : 1);
  return FLOAT[0];
}

/** Returns the box around boxes. */
function around(bounds: Float32Array): readonly number[] {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < bounds.length; i += 4) {
    west = Math.min(west, bounds[i] as number);
    east = Math.max(east, bounds[i + 1] as number);
    south = Math.min(south, bounds[i + 2] as number);
    north = Math.max(north, bounds[i + 3] as number);
  }
  return [west, east, south, north];
}

/** Returns where a number is between two others, in 65,536 steps. */
function step(number: number, least: number, greatest: number): number {
  return greatest > least ? Math.floor(((number - least) / (greatest - least)) * 0xffff) : 0;
}

/** Puts a 0 before each of 16 bits. Two numbers interlaced are a place on a curve that keeps neighbours together. */
function spread(number: number): number {
  let bits = number;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

function nodeBytes(length: number, depth: number, entries: Uint32Array, bounds: Float32Array): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt16BE(depth, 0);
  let at = bytes.writeUInt16BE(entries.length, 2);
  for (let i = 0; i < entries.length; i += 1) {
    // The upper half of an id of 64 bits stays 0.
    at = bytes.writeUInt32BE(entries[i] as number, at + 4);
    for (let j = 0; j < 4; j += 1) at = bytes.writeFloatBE(bounds[4 * i + j] as number, at);
  }
  return bytes;
}
