import { GrowingBytes } from '../../growing-bytes.ts';

/** The types of fields, as Thrift's compact protocol numbers them. */
const TRUE = 1;
const FALSE = 2;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/**
 * Writes one struct in Thrift's compact protocol, in which Parquet has its headers and its metadata. The numbers
 * of the fields are those of `parquet.thrift`; they must rise. A field that is absent is not written.
 */
export class CompactStruct {
  readonly #out: GrowingBytes;
  #last = 0;

  private constructor(out: GrowingBytes) {
    this.#out = out;
  }

  /** Returns the bytes of a struct. Takes what writes its fields. */
  static bytes(write: (struct: CompactStruct) => void): Buffer {
    const out = new GrowingBytes();
    CompactStruct.#write(out, write);
    return out.bytes();
  }

  static #write(out: GrowingBytes, write: (struct: CompactStruct) => void): void {
    write(new CompactStruct(out));
    out.byte(0);
  }

  i32(field: number, number: number): this {
    this.#begin(field, I32);
    this.#zigzag(number);
    return this;
  }

  /** Takes a whole number that a double holds exactly. */
  i64(field: number, number: number): this {
    this.#begin(field, I64);
    this.#zigzag(number);
    return this;
  }

  flag(field: number, flag: boolean): this {
    this.#begin(field, flag ? TRUE : FALSE);
    return this;
  }

  binary(field: number, value: string | Uint8Array): this {
    this.#begin(field, BINARY);
    this.#binary(value);
    return this;
  }

  /** Without a function the struct has no fields: the name of the field says everything. */
  struct(field: number, write: (struct: CompactStruct) => void = () => undefined): this {
    this.#begin(field, STRUCT);
    CompactStruct.#write(this.#out, write);
    return this;
  }

  structs<T>(
    field: number,
    values: readonly T[],
    write: (struct: CompactStruct, value: T, place: number) => void,
  ): this {
    return this.#list(field, STRUCT, values, (value, place) => {
      CompactStruct.#write(this.#out, (struct) => write(struct, value, place));
    });
  }

  i32s(field: number, values: readonly number[]): this {
    return this.#list(field, I32, values, (value) => this.#zigzag(value));
  }

  texts(field: number, values: readonly string[]): this {
    return this.#list(field, BINARY, values, (value) => this.#binary(value));
  }

  #list<T>(
    field: number,
    type: number,
    values: readonly T[],
    write: (value: T, place: number) => void,
  ): this {
    this.#begin(field, LIST);
    if (values.length < 15) this.#out.byte((values.length << 4) | type);
    else {
      this.#out.byte(0xf0 | type);
      this.#out.varint(values.length);
    }
    values.forEach(write);
    return this;
  }

  #begin(field: number, type: number): void {
    const step = field - this.#last;
    this.#last = field;
    if (step > 15) throw new Error('a field is too far from the one before');
    this.#out.byte((step << 4) | type);
  }

  #zigzag(number: number): void {
    this.#out.varint(number < 0 ? -2 * number - 1 : 2 * number);
  }

  #binary(value: string | Uint8Array): void {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    this.#out.varint(bytes.length);
    this.#out.add(bytes);
  }
}
