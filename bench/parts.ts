import { join } from 'node:path';
import type { UnlockedKey } from '../core/model/key.ts';
import { findChromium } from '../e2e/host/browser.ts';
import { installPrograms } from '../e2e/install-programs.ts';
import { whichElectron } from '../e2e/which-electron.ts';
import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';
import { keptStorage } from '../fixtures/bench-data/kept-storage.ts';
import { readKeyFile } from '../keys/read-key-file.ts';
import { measureBackup } from './backup.ts';
import { measureEncrypted } from './encrypted.ts';
import type { Figure } from './figures.ts';
import { measureFormats } from './formats.ts';
import type { Part } from './part.ts';
import { measureScale } from './scale.ts';
import { measureServer } from './server.ts';
import { measureStages, measureStore, type StageResult } from './stages.ts';
import { MEDIA_BYTES, measureMediaLine, measureSmallLine } from './whole-line.ts';
import { measureWindow } from './window.ts';

/** Milliseconds that each response of a distant server takes to arrive: most of the time of a request. */
const FAR_DELAY = 50;
const FAR_SUBMISSIONS = 2000;

/** The parts of the bench by their names, in their order. */
export const parts = {
  async line({ folder, data, submissions, mediaSubmissions, threads }, tell) {
    const storage = keptStorage(data, submissions);
    const key = await benchKey();
    tell(stageFigures([...measureStages(key), ...(await measureStore(key, storage, folder))]));
    for (const number of [...new Set([1, threads])]) {
      tell(
        await measureSmallLine({
          storage,
          submissions,
          out: join(folder, `line-${number}`),
          threads: number,
        }),
      );
    }
    const out = join(folder, 'line-sources');
    tell(await measureSmallLine({ storage, submissions, out, threads, code: 'sources' }));
    if (mediaSubmissions === 0) return;
    const media = keptStorage(data, mediaSubmissions, MEDIA_BYTES);
    tell(await measureMediaLine(media, mediaSubmissions, join(folder, 'line-media'), threads));
  },
  async encrypted({ folder, data, submissions, rows, threads }, tell) {
    const storage = keptStorage(data, submissions);
    tell(await measureEncrypted({ folder, storage, submissions, rows, key: await benchKey(), threads }));
  },
  async server({ folder, data, submissions }, tell) {
    tell(await measureServer(join(folder, 'near'), keptStorage(data, submissions), submissions));
    const few = Math.min(submissions, FAR_SUBMISSIONS);
    tell(await measureServer(join(folder, 'far'), keptStorage(data, few), few, FAR_DELAY));
  },
  async backup({ folder, photos }, tell) {
    tell(measureBackup(folder, photos));
  },
  async formats({ folder, rows }, tell) {
    tell(await measureFormats(folder, rows));
  },
  async window({ folder, data, submissions, rows }, tell) {
    const isHost = whichElectron().kind === 'host';
    await installPrograms(isHost);
    if (isHost && findChromium() === null) {
      console.log('\nThe window is left out: neither Electron nor Chromium is on this machine');
      return;
    }
    tell(await measureWindow(folder, keptStorage(data, submissions), submissions, rows));
  },
  scale: measureScale,
} as const satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof parts;
export const partNames = Object.keys(parts) as readonly PartName[];

async function benchKey(): Promise<UnlockedKey> {
  const [key] = await readKeyFile(benchKeyFile);
  if (key === undefined) throw new Error('the bench key is missing');
  return key;
}

function stageFigures(stages: readonly StageResult[]): readonly Figure[] {
  return stages.map(({ name, perSecond, unit, against }) => {
    const [first, ...others] = against;
    return {
      group: 'Stages, one thread',
      name,
      value: perSecond,
      unit,
      ...(first && { ratio: { value: first.ratio, of: first.name } }),
      ...(others.length > 0 && {
        note: others.map((one) => `${one.ratio.toFixed(1)} × ${one.name}`).join(', '),
      }),
    };
  });
}
