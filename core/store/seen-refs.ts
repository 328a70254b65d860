/**
 * Which rows of one form were seen while its whole list was read. One bit per row, so that a list of a
 * million takes little memory.
 */
export class SeenRefs {
  /** Rows with a higher number came while the list was being read, perhaps from another reading of it. */
  readonly upTo: number;
  #bits = new Uint8Array(1024);

  constructor(upTo: number) {
    this.upTo = upTo;
  }

  add(id: number): void {
    const at = id >> 3;
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (id & 7));
  }

  has(id: number): boolean {
    return ((this.#bits[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }
}
