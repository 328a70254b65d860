import { closeSync, writeSync } from 'node:fs';
import { ByteWriter } from 'hyparquet-writer';
import { openSync } from '../../../ground/patient-files.ts';

/** The bytes of a Parquet file. They go to the disk after each row group, and their memory is used again. */
export class FileBytes extends ByteWriter {
  readonly #handle: number;

  /** Takes the path of an existing file. Throws the file system's errors, like all its methods. */
  constructor(path: string) {
    super();
    this.#handle = openSync(path, 'r+');
  }

  flush(): void {
    const bytes = this.getBytes();
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#handle, bytes, written);
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }

  close(): void {
    closeSync(this.#handle);
  }
}
