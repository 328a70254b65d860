import { GrowingBytes } from '../../growing-bytes.ts';
import { CompactStruct } from './compact-protocol.ts';
import type { EncodedValues } from './encoded-values.ts';
import type { FileBytes } from './file-bytes.ts';
import { writeSnappy } from './snappy.ts';

/** What the footer says about the values of a column in one row group. */
export interface ColumnChunk extends Pick<EncodedValues, 'nulls' | 'bounds'> {
  readonly rows: number;
  /** Where its pages are in the file. */
  readonly dictionaryStart: number | null;
  readonly dataStart: number;
  /** Their bytes, with their headers, before and after they were compressed. */
  readonly plainBytes: number;
  readonly bytes: number;
}

/** Of `PageType` and `Encoding` in `parquet.thrift`. */
const [DATA_PAGE, DICTIONARY_PAGE] = [0, 2];
export const [PLAIN, RLE, RLE_DICTIONARY] = [0, 3, 8];

/** Its memory is used again for each page. */
const compressed = new GrowingBytes();

/** Writes the values of a column in one row group: a page with the dictionary, if there is one, and the others. */
export function writeChunk(file: FileBytes, values: EncodedValues): ColumnChunk {
  const start = file.length;
  let rows = 0;
  let plainBytes = 0;
  const writePage = (type: number, bytes: Uint8Array, more: (header: CompactStruct) => void): void => {
    compressed.clear();
    writeSnappy(compressed, bytes);
    const header = CompactStruct.bytes((struct) =>
      more(struct.i32(1, type).i32(2, bytes.length).i32(3, compressed.length)),
    );
    file.add(header);
    file.add(compressed.bytes());
    plainBytes += header.length + bytes.length;
  };
  const { dictionary, pages, nulls, bounds } = values;
  if (dictionary !== null) {
    writePage(DICTIONARY_PAGE, dictionary.bytes, (header) =>
      header.struct(7, (page) => page.i32(1, dictionary.count).i32(2, PLAIN)),
    );
  }
  const dataStart = file.length;
  for (const page of pages) {
    writePage(DATA_PAGE, page.bytes, (header) =>
      header.struct(5, (data) =>
        data
          .i32(1, page.rows)
          .i32(2, dictionary === null ? PLAIN : RLE_DICTIONARY)
          .i32(3, RLE)
          .i32(4, RLE),
      ),
    );
    rows += page.rows;
  }
  const dictionaryStart = dictionary === null ? null : start;
  return { rows, nulls, bounds, dictionaryStart, dataStart, plainBytes, bytes: file.length - start };
}
