import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  hash,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { join } from 'node:path';
import forge from 'node-forge';
import { openBytes } from '../core/decrypt/open-file.ts';
import { unwrap } from '../core/decrypt/unwrap.ts';
import { writeExport } from '../core/export/export.ts';
import { parseXml } from '../core/ground/xml/xml.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import type { WorkspaceKeys } from '../core/model/workspace-keys.ts';
import { startOpenPool } from '../core/pull/workers/pool.ts';
import { readRecords } from '../core/record/read-records.ts';
import { Workspace } from '../core/store/workspace.ts';
import { submissionXml } from '../fixtures/bench-data/bench-storage.ts';
import { measureStoring, openSamples } from './storing.ts';

/** The result of one stage on one thread, compared with other operations. */
export interface StageResult {
  readonly name: string;
  readonly perSecond: number;
  readonly unit: string;
  /** The same in a second of the thread's processor time, which other programs do not change as much. */
  readonly perCpuSecond?: number;
  /** Our result divided by the other operation's result, in the same run. */
  readonly against: readonly { readonly name: string; readonly ratio: number }[];
}

/** Repeats the work for about half a second. Returns how often it was done per second. */
function rate(work: () => void): number {
  work();
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < 500) {
    work();
    count += 1;
  }
  return count / ((performance.now() - started) / 1000);
}

export function measureStages(key: UnlockedKey): StageResult[] {
  return [unwrapStage(key), aesStage(200 * 1024, '200 KB'), aesStage(5 * 1024 * 1024, '5 MB'), xmlStage()];
}

function unwrapStage(key: UnlockedKey): StageResult {
  const options = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const wrapped = publicEncrypt({ key: createPublicKey(pem), ...options }, randomBytes(32));
  const ours = rate(() => void unwrap(key, wrapped));
  const bare = rate(() => void privateDecrypt({ key: key.privateKey, ...options }, wrapped));
  const forgeKey = forge.pki.privateKeyFromPem(pem);
  const scheme = { md: forge.md.sha256.create(), mgf1: { md: forge.md.sha256.create() } };
  const forged = rate(() => void forgeKey.decrypt(wrapped.toString('latin1'), 'RSA-OAEP', scheme));
  return {
    name: 'unwrap',
    perSecond: ours,
    unit: 'keys/s',
    against: [
      { name: 'bare node:crypto', ratio: ours / bare },
      { name: 'node-forge', ratio: ours / forged },
    ],
  };
}

function aesStage(bytes: number, name: string): StageResult {
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const plain = randomBytes(bytes - 16);
  const cipher = createCipheriv('aes-256-cfb', key, iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(16, 16))]);
  const mb = bytes / 1024 / 1024;
  const ours = rate(() => void openBytes(ciphertext, key, iv)) * mb;
  const bare = rate(() => void hash('md5', createDecipheriv('aes-256-cfb', key, iv).update(ciphertext))) * mb;
  const copy = rate(() => void Buffer.from(ciphertext)) * mb;
  const small = ciphertext.subarray(0, 64 * 1024);
  const forged = rate(() => {
    const decipher = forge.cipher.createDecipher('AES-CFB', key.toString('latin1'));
    decipher.start({ iv: iv.toString('latin1') });
    decipher.update(forge.util.createBuffer(small.toString('latin1')));
    forge.md.md5.create().update(decipher.output.getBytes());
  });
  return {
    name: `AES and MD5, ${name}`,
    perSecond: ours,
    unit: 'MB/s',
    against: [
      { name: 'bare node:crypto', ratio: ours / bare },
      { name: 'plain copy', ratio: ours / copy },
      { name: 'node-forge', ratio: ours / (forged / 16) },
    ],
  };
}

function xmlStage(): StageResult {
  const xml = Buffer.from(submissionXml(7, 'uuid:7', false));
  const shape = { repeats: ['member'] };
  const ours = rate(() => void readRecords(parseXml(xml), 'uuid:7', shape));
  return { name: 'XML to records, 1.3 KB', perSecond: ours, unit: 'submissions/s', against: [] };
}

/** As a long pull does it: a thread that decrypts writes the log back in between. */
export const STORE_BESIDE = 'store, log by a thread';

/**
 * Measures storing submissions and writing CSV, one submission with two repeats at a time. Takes a folder of the bench
 * that nothing else uses, and the keys of the workspace there; null for a plain one.
 */
export async function measureStore(
  key: UnlockedKey,
  storage: string,
  scratch: string,
  keys: WorkspaceKeys | null = null,
): Promise<StageResult[]> {
  const workspace = new Workspace(join(scratch, 'stages'), keys);
  const samples = await openSamples(workspace, storage, key);
  const alone = await measureStoring(workspace, samples);
  const pool = startOpenPool(samples.context, 1, 1);
  const checkpoints = workspace.startCheckpoints(pool.writeBack);
  const beside = await measureStoring(workspace, samples, (count) => checkpoints.stored(count));
  await checkpoints.close();
  await pool.close();
  const started = performance.now();
  const options = { format: 'briefcase', folder: join(scratch, 'stages-csv') } as const;
  const { submissions } = await writeExport(workspace.rows('bench'), options);
  const seconds = (performance.now() - started) / 1000;
  workspace.close();
  const unit = 'submissions/s';
  return [
    { name: 'store', ...alone, unit, against: [] },
    { name: STORE_BESIDE, ...beside, unit, against: [] },
    { name: 'CSV, with two repeats', perSecond: submissions / seconds, unit, against: [] },
  ];
}
