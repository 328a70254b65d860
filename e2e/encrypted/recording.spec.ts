// Covers renderer/screens/data/media.tsx, renderer/screens/data/use-media.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
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
    <instance><data id="interviews" version="1"><interview/><meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/interview" type="binary"/>
    <bind nodeset="/data/meta/instanceID" type="string"/>
  </model></h:head>
  <h:body><upload mediatype="audio/*" ref="/data/interview"><label>Interview</label></upload></h:body>
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

test('a recording in an encrypted workspace plays from any place', async ({
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
  writeFileSync(
    join(instance, 'submission.xml'),
    '<data id="interviews" version="1" instanceID="uuid:1" submissionDate="2026-01-01T00:00:00.000Z"><interview>interview-of-zawadi.wav</interview><meta><instanceID>uuid:1</instanceID></meta></data>',
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
  const audio = window.getByRole('complementary', { name: 'Submission' }).locator('audio');
  await expect
    .poll(() => audio.evaluate((element: HTMLAudioElement) => Math.round(element.duration)))
    .toBe(seconds);
  const reached = await audio.evaluate(async (element: HTMLAudioElement) => {
    const seek = async (to: number): Promise<number> => {
      const done = new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }));
      element.currentTime = to;
      await done;
      return element.error === null && element.readyState >= 2 ? Math.round(element.currentTime) : -1;
    };
    return [await seek(110), await seek(5), await seek(60)];
  });
  expect(reached).toEqual([110, 5, 60]);
  expect(findTexts(userData, ['interview-of-zawadi'])).toEqual([]);
});
