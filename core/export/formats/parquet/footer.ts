import { VERSION } from '../../../ground/version.ts';
import { type ColumnChunk, PLAIN, RLE, RLE_DICTIONARY } from './column-chunk.ts';
import type { ColumnType } from './column-type.ts';
import { CompactStruct } from './compact-protocol.ts';

/** A column as the footer describes it. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Some rows of the file, with the values of each column. */
export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ColumnChunk[];
}

/** The second version of the format, as all writers name it today. */
const VERSION_2 = 2;
const OPTIONAL = 1;
const SNAPPY = 1;

/**
 * Returns the metadata that end a file (`FileMetaData` in `parquet.thrift`). Takes, besides columns and row groups, a
 * text for programs that look for it under its key.
 */
export function footer(
  columns: readonly DescribedColumn[],
  groups: readonly RowGroup[],
  about: { readonly key: string; readonly value: string },
): Buffer {
  return CompactStruct.bytes((file) => {
    file
      .i32(1, VERSION_2)
      .structs(2, [null, ...columns], (element, column) => {
        if (column === null) element.binary(4, 'schema').i32(5, columns.length);
        else writeElement(element, column);
      })
      .i64(3, sum(groups.map(({ rows }) => rows)))
      .structs(4, groups, (struct, group) => writeGroup(struct, group, columns))
      .structs(5, [about], (pair, { key, value }) => pair.binary(1, key).binary(2, value))
      .binary(6, `attache version ${VERSION}`)
      // Least and greatest follow the order of the type: the footer has to say so of each column.
      .structs(7, columns, (order) => order.struct(1));
  });
}

function writeElement(element: CompactStruct, { name, type }: DescribedColumn): void {
  element.i32(1, type.physical).i32(3, OPTIONAL).binary(4, name);
  if (type.converted !== undefined) element.i32(6, type.converted);
  if (type.logical !== undefined) element.struct(10, type.logical);
}

function writeGroup(
  struct: CompactStruct,
  { rows, chunks }: RowGroup,
  columns: readonly DescribedColumn[],
): void {
  const [first] = chunks;
  struct
    .structs(1, chunks, (column, chunk, place) => {
      const described = columns[place];
      if (described === undefined) throw new Error('a chunk without a column');
      column.i64(2, startOf(chunk)).struct(3, (data) => writeChunkData(data, chunk, described));
    })
    .i64(2, sum(chunks.map(({ plainBytes }) => plainBytes)))
    .i64(3, rows)
    .i64(5, first === undefined ? 0 : startOf(first))
    .i64(6, sum(chunks.map(({ bytes }) => bytes)));
}

function writeChunkData(data: CompactStruct, chunk: ColumnChunk, { name, type }: DescribedColumn): void {
  const { dictionaryStart, nulls, bounds } = chunk;
  data
    .i32(1, type.physical)
    .i32s(2, dictionaryStart === null ? [PLAIN, RLE] : [PLAIN, RLE, RLE_DICTIONARY])
    .texts(3, [name])
    .i32(4, SNAPPY)
    .i64(5, chunk.rows)
    .i64(6, chunk.plainBytes)
    .i64(7, chunk.bytes)
    .i64(9, chunk.dataStart);
  if (dictionaryStart !== null) data.i64(11, dictionaryStart);
  data.struct(12, (statistics) => {
    statistics.i64(3, nulls);
    if (bounds !== null) statistics.binary(5, bounds.greatest).binary(6, bounds.least);
  });
}

function startOf({ dictionaryStart, dataStart }: ColumnChunk): number {
  return dictionaryStart ?? dataStart;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
