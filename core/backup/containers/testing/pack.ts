import { Secret } from '../../../ground/secret.ts';
import { copyToFile } from '../copy-to-file.ts';
import { readTar } from '../tar-read.ts';
import { writeTar } from '../tar-write.ts';
import { readAesZip } from '../zip-aes-read.ts';
import { writeAesZip } from '../zip-aes-write.ts';

/**
 * Run as a process of its own. Writes a volume with one large file of zeros, or reads it, and prints what it did and the
 * largest memory of the process. Arguments: `write` or `read`, the path of the zip, its folder, the code, the size.
 */
const [action, path = '', folder = '', code = '', size = '0'] = process.argv.slice(2);
const PIECE = new Uint8Array(64 * 1024);

let most = 0;
/** Passes the pieces on, and looks at the memory now and then: the system's peak includes that of the parent. */
async function* watched(feed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const piece of feed) {
    if (count++ % 256 === 0) most = Math.max(most, process.memoryUsage.rss());
    yield piece;
  }
}

function* zeros(length: number): Generator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE.length) yield PIECE.subarray(0, length - at);
}

async function write(length: number): Promise<number> {
  const modified = new Date(0);
  const tar = writeTar([{ name: 'zeros', size: length, modified, content: zeros(length) }]);
  const zip = writeAesZip({ name: '000001.tar', modified, content: watched(tar) }, new Secret(code));
  return (await copyToFile(zip, path, folder)).bytes;
}

async function read(): Promise<number> {
  let bytes = 0;
  for await (const file of readTar(watched(readAesZip(path, new Secret(code), { folder })), path)) {
    for await (const piece of file.content) bytes += piece.length;
  }
  return bytes;
}

const started = performance.now();
try {
  const bytes = action === 'write' ? await write(Number(size)) : await read();
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(JSON.stringify({ bytes, seconds, kilobytes: most / 1024 }));
} catch (error) {
  process.stdout.write(JSON.stringify({ code: (error as { code?: string }).code ?? String(error) }));
}
