// Covers core/backup/containers/tar-write.ts, core/backup/containers/tar-read.ts,
// core/backup/containers/zip-aes-write.ts, core/backup/containers/zip-aes-read.ts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect } from 'vitest';
import { isHere, onlyWhere } from '../../../fixtures/only-where.ts';
import { outputOf } from '../../../fixtures/other-programs.ts';
import { temporaryFolder } from '../../export/testing/temporary.ts';
import { CHUNK } from '../../ground/file-cipher.ts';
import { Secret } from '../../ground/secret.ts';
import { readTar } from './tar-read.ts';
import { tarSize, writeTar } from './tar-write.ts';
import { collect, flipped, inPieces, sampleBytes } from './testing/bytes.ts';
import { filesOf, MODIFIED, tarOf, type WholeFile } from './testing/tars.ts';
import { readAesZip } from './zip-aes-read.ts';
import { writeAesZip } from './zip-aes-write.ts';

/** As long as a backup code. */
const CODE = 'TEST-0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0123-4567-89AB-CDEF-GHJK';
const files: readonly WholeFile[] = [
  ['database.sqlite', 3 * CHUNK + 5],
  ['files/empty', 0],
  [`files/ab/${'c'.repeat(32)}/${'d'.repeat(64)}`, 513],
  [`files/${'long '.repeat(40)}.jpg`, 10],
  [`${'deep/'.repeat(60)}${'e'.repeat(200)}.jpg`, 11],
  ['files/photo é 写真 صورة.jpg', 512],
  ['files/emoji 🗂️.bin', 1],
  ["files/-rf 'quoted' $HOME.txt", 100],
].map(([name, size]) => ({ name: String(name), bytes: sampleBytes(Number(size), String(name)) }));

function zipOf(content: Uint8Array, name = '000001.tar'): Promise<Buffer> {
  const file = { name, modified: MODIFIED, content: inPieces(content, 50_000) };
  return collect(writeAesZip(file, new Secret(CODE)));
}

/** All files below a folder, by their paths. */
function filesIn(folder: string): WholeFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
}

const hashes = (list: readonly WholeFile[]) =>
  list.map(({ name, bytes }) => `${name} ${createHash('sha256').update(bytes).digest('hex')}`).sort();

describe('7-Zip', () => {
  for (const program of ['7z', '7za'] as const) {
    onlyWhere('7z')(`${program} lists, tests and unpacks our zip and the tar in it`, async () => {
      const folder = temporaryFolder();
      const [zip, out] = [join(folder, '000001.zip'), join(folder, 'out')];
      const tar = await tarOf(files);
      writeFileSync(zip, await zipOf(tar));
      const listed = outputOf(program, ['l', '-slt', zip]);
      expect(listed).toContain('Method = AES-256 Store');
      expect(listed).toContain(`Size = ${tar.length}`);
      expect(outputOf(program, ['t', `-p${CODE}`, zip])).toContain('Everything is Ok');
      outputOf(program, ['x', '-y', `-p${CODE}`, `-o${folder}`, zip]);
      expect(readFileSync(join(folder, '000001.tar')).equals(tar)).toBe(true);
      outputOf(program, ['x', '-y', `-o${out}`, join(folder, '000001.tar')]);
      expect(hashes(filesIn(out))).toEqual(hashes(files));
    });
  }

  onlyWhere('7z')('contents of any size are right to 7-Zip', async () => {
    const folder = temporaryFolder();
    for (const size of [0, 1, 15, 16, 17, CHUNK, CHUNK + 1]) {
      const path = join(folder, `${size}.zip`);
      const content = sampleBytes(size);
      writeFileSync(path, await zipOf(content, `${size}.bin`));
      outputOf('7z', ['x', '-y', `-p${CODE}`, `-o${folder}`, path]);
      expect(readFileSync(join(folder, `${size}.bin`)).equals(content)).toBe(true);
    }
  });

  onlyWhere('7z')('a wrong code and a flipped bit are errors to 7-Zip too', async () => {
    const path = join(temporaryFolder(), '000001.zip');
    const zip = await zipOf(sampleBytes(1000));
    const test7 = (bytes: Uint8Array, code = CODE) => {
      writeFileSync(path, bytes);
      return spawnSync('7z', ['t', `-p${code}`, path], { encoding: 'utf8' });
    };
    expect(test7(zip).status).toBe(0);
    expect(test7(zip, 'WRONG').status).not.toBe(0);
    const start = zip.indexOf('000001.tar') + 10 + 20 + 11;
    // Salt, check value of the code, first and last byte of the content, check value of the content.
    for (const at of [0, 15, 16, 18, 18 + 999, 18 + 1000, 18 + 1009]) {
      expect(test7(flipped(zip, start + at)).status, String(at)).not.toBe(0);
    }
    expect(test7(zip.subarray(0, -1)).status).not.toBe(0);
  });

  onlyWhere('7z')('we read what 7-Zip encrypts by AES-256, stored or packed', async () => {
    const folder = temporaryFolder();
    const text = Buffer.from('a line that packs well\n'.repeat(20_000));
    const contents: readonly (readonly [string, Buffer])[] = [
      ['text', text],
      ['random', sampleBytes(200_000)],
      ['small', Buffer.from('x')],
    ];
    for (const [name, content] of contents) {
      writeFileSync(join(folder, name), content);
      for (const level of ['-mx0', '-mx5']) {
        const path = join(folder, `${name}${level}.zip`);
        outputOf('7z', ['a', '-tzip', '-mem=AES256', level, `-p${CODE}`, path, join(folder, name)]);
        const zip = readFileSync(path);
        const read = () =>
          collect(readAesZip(path, new Secret(CODE), { folder, isForeign: true, isProved: true }));
        expect((await read()).equals(content), path).toBe(true);
        for (const at of [100, zip.length >> 1]) {
          writeFileSync(path, flipped(zip, Math.min(at, zip.length - 100)));
          await expect(read()).rejects.toMatchObject({ code: 'backup.file_damaged', params: { file: path } });
        }
        writeFileSync(path, zip.subarray(0, -30));
        await expect(read()).rejects.toMatchObject({ code: 'backup.file_damaged' });
      }
    }
  });

  onlyWhere('7z')('a zip that another program made is none of ours', async () => {
    const folder = temporaryFolder();
    const [path, source] = [join(folder, 'a.zip'), join(folder, 'a')];
    writeFileSync(source, sampleBytes(100));
    outputOf('7z', ['a', '-tzip', '-mem=AES256', '-mx0', `-p${CODE}`, path, source]);
    const read = collect(readAesZip(path, new Secret(CODE), { folder }));
    await expect(read).rejects.toMatchObject({ code: 'backup.file_damaged' });
  });
});

describe('GNU tar', () => {
  onlyWhere('gnu-tar')('lists and unpacks our tar without a word', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.tar');
    writeFileSync(path, await tarOf(files));
    const run = (...args: readonly string[]) =>
      spawnSync('tar', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    const listed = run('--list', '--quoting-style=literal', '--file', path);
    expect([listed.stderr, listed.stdout.trimEnd().split('\n')]).toEqual(['', files.map(({ name }) => name)]);
    mkdirSync(join(folder, 'out'));
    const { status, stderr } = run('--extract', '--file', path, '--directory', join(folder, 'out'));
    expect([status, stderr]).toEqual([0, '']);
    expect(hashes(filesIn(join(folder, 'out')))).toEqual(hashes(files));
  });

  for (const format of ['gnu', 'oldgnu', 'posix', 'ustar', 'v7'] as const) {
    onlyWhere('gnu-tar')(`we read what it writes as ${format}`, async () => {
      const folder = temporaryFolder();
      const [source, path] = [join(folder, 'in'), join(folder, 'a.tar')];
      // The older formats hold no long names.
      const most = format === 'v7' ? 90 : format === 'ustar' ? 150 : 1000;
      const kept = files.filter(({ name }) => Buffer.byteLength(name) < most);
      for (const { name, bytes } of kept) {
        mkdirSync(dirname(join(source, name)), { recursive: true });
        writeFileSync(join(source, name), bytes);
      }
      outputOf('tar', ['--create', `--format=${format}`, '--file', path, '--directory', source, '.']);
      expect(hashes(await filesOf(readFileSync(path)))).toEqual(hashes(kept));
    });
  }

  onlyWhere('gnu-tar')('a size of more than 8 GiB is read in every format that has it', async () => {
    const folder = temporaryFolder();
    const size = 2 ** 33 + 5;
    writeFileSync(join(folder, 'large'), '');
    truncateSync(join(folder, 'large'), size);
    for (const format of ['gnu', 'posix']) {
      const script = 'tar --create "--format=$1" --directory "$2" large | head -c 4096';
      const head = spawnSync('sh', ['-c', script, 'sh', format, folder]).stdout;
      for await (const entry of readTar([head], 'a.tar')) {
        expect([entry.name, entry.size]).toEqual(['large', size]);
        break;
      }
    }
  });

  onlyWhere('gnu-tar')('it and 7-Zip read a size of more than 8 GiB in ours', async () => {
    const path = join(temporaryFolder(), 'a.tar');
    const size = 2 ** 33 + 5;
    const content = inPieces(sampleBytes(CHUNK), CHUNK);
    // The headers are real; the content is a hole in the file.
    for await (const piece of writeTar([{ name: 'large', size, modified: MODIFIED, content }])) {
      writeFileSync(path, piece.subarray(0, tarSize({ name: 'large', size: 2 ** 33 }) - 2 ** 33));
      break;
    }
    truncateSync(path, tarSize({ name: 'large', size }) + 1024);
    expect(outputOf('tar', ['--list', '--verbose', '--file', path])).toMatch(
      new RegExp(` ${size} .* large\n$`),
    );
    if (isHere('7z')) expect(outputOf('7z', ['l', '-slt', path])).toContain(`Size = ${size}\n`);
  });

  onlyWhere('gnu-tar')('links and sparse files in it are refused', async () => {
    if (!isHere('links')) return;
    const folder = temporaryFolder();
    const path = join(folder, 'a.tar');
    const make = (...args: readonly string[]) => {
      outputOf('tar', ['--create', '--file', path, '--directory', folder, ...args]);
      return filesOf(readFileSync(path));
    };
    writeFileSync(join(folder, 'a'), 'text');
    linkSync(join(folder, 'a'), join(folder, 'b'));
    symlinkSync('/etc/passwd', join(folder, 'c'));
    writeFileSync(join(folder, 'sparse'), '');
    truncateSync(join(folder, 'sparse'), 1024 * 1024);
    expect(await make('a')).toEqual([{ name: 'a', bytes: Buffer.from('text') }]);
    const unexpected = { code: 'backup.file_unexpected' };
    await expect(make('a', 'b')).rejects.toMatchObject(unexpected);
    await expect(make('c')).rejects.toMatchObject(unexpected);
    await expect(make('--sparse', 'sparse')).rejects.toMatchObject(unexpected);
    await expect(make('--sparse', '--format=posix', 'sparse')).rejects.toMatchObject(unexpected);
  });
});

onlyWhere('python3')('Python reads our tar, and the directory of our zip', async () => {
  const folder = temporaryFolder();
  const [tar, zip] = [join(folder, 'a.tar'), join(folder, 'a.zip')];
  const content = await tarOf(files);
  writeFileSync(tar, content);
  writeFileSync(zip, await zipOf(content));
  const script = `
import hashlib, json, sys, tarfile, zipfile
with tarfile.open(sys.argv[1]) as tar:
    files = [[one.name, hashlib.sha256(tar.extractfile(one).read()).hexdigest()] for one in tar]
with zipfile.ZipFile(sys.argv[2]) as archive:
    print(json.dumps([files, [[one.filename, one.file_size, one.compress_type] for one in archive.infolist()]]))
`;
  const [read, listed] = JSON.parse(outputOf('python3', ['-c', script, tar, zip]));
  expect(read.map((one: readonly string[]) => one.join(' ')).sort()).toEqual(hashes(files));
  expect(listed).toEqual([['000001.tar', content.length, 99]]);
});
