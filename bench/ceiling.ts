import {
  constants,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  hash,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/*
 * The machine at its best: it does only the operations that no program can leave out, on the same number of
 * threads.
 */
interface Job {
  readonly kind: 'unwrap' | 'aes-md5';
  readonly count: number;
  readonly keyFile: string;
  readonly bytes: number;
}

/** How long it took, and the processor time of all threads. */
export interface Bare {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/**
 * Measures what `threads` threads need for the job together. They share it evenly. Starting them is not counted.
 */
export async function measureBare(
  kind: Job['kind'],
  count: number,
  threads: number,
  keyFile: string,
  bytes = 0,
): Promise<Bare> {
  const times = await Promise.all(
    Array.from({ length: threads }, () => {
      const job: Job = { kind, count: Math.ceil(count / threads), keyFile, bytes };
      const worker = new Worker(new URL(import.meta.url), { workerData: job });
      return new Promise<Bare>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  return {
    seconds: Math.max(...times.map(({ seconds }) => seconds)),
    cpuSeconds: times.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  };
}

function unwraps({ count, keyFile }: Job): void {
  const key = createPrivateKey(readFileSync(keyFile));
  const options = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const spki = createPublicKey(key.export({ type: 'pkcs8', format: 'pem' }));
  const wrapped = publicEncrypt({ key: spki, ...options }, randomBytes(32));
  for (let i = 0; i < count; i += 1) privateDecrypt({ key, ...options }, wrapped);
}

function decrypts({ count, bytes }: Job): void {
  const data = randomBytes(bytes);
  for (let i = 0; i < count; i += 1) {
    hash('md5', createDecipheriv('aes-256-cfb', randomBytes(32), randomBytes(16)).update(data));
  }
}

if (!isMainThread) {
  const job = workerData as Job;
  const started = performance.now();
  const used = process.threadCpuUsage();
  if (job.kind === 'unwrap') unwraps(job);
  else decrypts(job);
  const { user, system } = process.threadCpuUsage(used);
  const bare: Bare = { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  parentPort?.postMessage(bare);
}
