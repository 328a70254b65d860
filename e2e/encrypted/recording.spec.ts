// Covers renderer/screens/data/media.tsx, renderer/screens/data/use-media.ts.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTexts } from '../../fixtures/planted.ts';
import { asked } from '../asked.ts';
import { answerDialogs, expect, test } from '../electron.ts';
import { pullEnded } from '../steps.ts';
import { goTo } from '../tour.ts';

test.use({ isNew: true });

const FORM = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <h:head><h:title>Interviews</h:title><model>
    <instance><data id="interviews" version="1"><interview/><clip/><meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/interview" type="binary"/>
    <bind nodeset="/data/clip" type="binary"/>
    <bind nodeset="/data/meta/instanceID" type="string"/>
  </model></h:head>
  <h:body>
    <upload mediatype="audio/*" ref="/data/interview"><label>Interview</label></upload>
    <upload mediatype="video/*" ref="/data/clip"><label>Clip</label></upload>
  </h:body>
</h:html>`;

/** A sound of that many seconds: 8 bits, one channel. */
function wav(seconds: number, rate = 44_100): Buffer {
  const samples = Buffer.from(
    Array.from({ length: seconds * rate }, (_, i) => 128 + ((i * 7) % 50) * (i % 2 === 0 ? 1 : -1)),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Goes to these seconds of what is played, one after the other. Returns where it then is; -1: it cannot be played there. */
function seekTo(element: HTMLMediaElement, places: readonly number[]): Promise<readonly number[]> {
  const seek = async (to: number): Promise<number> => {
    const done = new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }));
    element.currentTime = to;
    await done;
    return element.error === null && element.readyState >= 2 ? Math.round(element.currentTime) : -1;
  };
  return places.reduce<Promise<readonly number[]>>(
    async (reached, to) => [...(await reached), await seek(to)],
    Promise.resolve([]),
  );
}

/** A film of 30 seconds, and behind it so many bytes that mean nothing (EBML's Void). */
function film(padding: number): Buffer {
  const clip = readFileSync(new URL('../../fixtures/media/clip.webm', import.meta.url));
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(0x01_00_00_00_00_00_00_00n + BigInt(padding));
  return Buffer.concat([clip, Buffer.from([0xec]), size, Buffer.alloc(padding, 'end of the film ')]);
}

test('a recording and a film in an encrypted workspace play from any place', async ({
  app,
  window,
  folder,
  userData,
}) => {
  // Longer than one piece that the window asks for.
  const seconds = 120;
  const form = join(folder, 'storage', 'forms', 'Interviews');
  const instance = join(form, 'instances', 'uuid1');
  mkdirSync(instance, { recursive: true });
  writeFileSync(join(form, 'Interviews.xml'), FORM);
  writeFileSync(join(instance, 'interview-of-zawadi.wav'), wav(seconds));
  const clip = film(5_000_000);
  writeFileSync(join(instance, 'clip-of-zawadi.webm'), clip);
  writeFileSync(
    join(instance, 'submission.xml'),
    '<data id="interviews" version="1" instanceID="uuid:1" submissionDate="2026-01-01T00:00:00.000Z"><interview>interview-of-zawadi.wav</interview><clip>clip-of-zawadi.webm</clip><meta><instanceID>uuid:1</instanceID></meta></data>',
  );
  await answerDialogs(app, { open: [join(folder, 'storage')] });
  const place = await asked(window, 'app.chooseFolder', { purpose: 'source' });
  const { row } = await asked(window, 'servers.addFolder', { placeId: place?.id ?? '' });
  await asked(window, 'forms.refresh', { source: row.name });
  await asked(window, 'forms.choose', {
    forms: [{ source: row.name, formId: 'interviews' }],
    isChosen: true,
  });
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  await goTo(window, { screen: 'data', formId: 'interviews' });
  await window.locator('.grid-body .grid-row').first().click();
  const sheet = window.getByRole('complementary', { name: 'Submission' });
  const audio = sheet.locator('audio');
  await expect
    .poll(() => audio.evaluate((element: HTMLAudioElement) => Math.round(element.duration)))
    .toBe(seconds);
  expect(await audio.evaluate(seekTo, [110, 5, 60])).toEqual([110, 5, 60]);

  const video = sheet.locator('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => Math.round(element.duration)))
    .toBe(30);
  expect(await video.evaluate(seekTo, [29, 1, 15])).toEqual([29, 1, 15]);
  const plays = await video.evaluate(async (element: HTMLVideoElement) => {
    const before = element.currentTime;
    await element.play();
    await new Promise((resolve) => element.addEventListener('timeupdate', resolve, { once: true }));
    while (element.currentTime <= before) await new Promise((resolve) => requestAnimationFrame(resolve));
    element.pause();
    return [element.videoWidth, element.videoHeight];
  });
  expect(plays).toEqual([96, 72]);
  // The last bytes, and a range that goes beyond them.
  for (const [offset, length] of [
    [clip.length - 10, 10],
    [clip.length - 3, 70_000],
    [clip.length, 10],
  ] as const) {
    const end = await asked(window, 'data.media', { submissionId: 1, position: 0, offset, length });
    expect(Buffer.from(end.bytes)).toEqual(clip.subarray(offset));
    expect(end.size).toBe(clip.length);
  }
  expect(findTexts(userData, ['interview-of-zawadi', 'clip-of-zawadi', clip.subarray(4000, 4040)])).toEqual(
    [],
  );
  expect(findTexts(userData, ['end of the film end of the film '])).toEqual([]);
});
