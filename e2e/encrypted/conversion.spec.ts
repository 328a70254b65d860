// Covers app/workspace/encryption-begun.ts, electron/engine/convert-workspace.ts, renderer/frame/converted.tsx,
// renderer/frame/converting.tsx.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { Workspace } from '../../core/store/workspace.ts';
import { findTexts } from '../../fixtures/planted.ts';
import { expectAccessible, setTheme } from '../accessible.ts';
import { asked, replyOf } from '../asked.ts';
import { answersOf } from '../canaries.ts';
import { expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { goTo } from '../tour.ts';

/** What the workspace holds, as the window counts it. */
const counted = async (window: Page) => {
  const { forms } = await asked(window, 'forms.list', {});
  return forms.map(({ formId, counts }) => [formId, counts.here, counts.readable]);
};

test('a workspace is encrypted and decrypted in Settings; while another program has it open it is not', async ({
  app,
  window,
  userData,
}) => {
  const folder = join(userData, 'workspace');
  const answers = answersOf(folder);
  expect(answers.length).toBeGreaterThan(20);
  const before = await counted(window);
  writeFileSync(join(folder, 'notes.txt'), 'of the user');
  await goTo(window, { screen: 'settings', section: 'workspace' });
  const part = window.getByRole('region', { name: 'Encryption' });
  await expect(part).toContainText('The workspace is not encrypted');

  const encrypt = async (): Promise<void> => {
    await part.getByRole('button', { name: 'Encrypt this workspace…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Encrypt this workspace' });
    await expect(dialog.getByText(/It needs about/)).toBeVisible();
    await expectAccessible(window);
    await dialog.getByRole('button', { name: 'Encrypt', exact: true }).click();
  };
  const watching = new Workspace(folder, null, 'watch');
  await encrypt();
  const refused = window.getByRole('dialog', { name: 'The workspace was not encrypted' });
  await expect(refused.getByRole('alert')).toContainText('The command “watch”');
  await refused.getByRole('button', { name: 'Close' }).click();
  watching.close();
  expect(await counted(window)).toEqual(before);

  await encrypt();
  const done = window.getByRole('dialog', { name: 'The workspace is encrypted' });
  await expect(done).toContainText('Deleted files can sometimes be recovered');
  await expect(done).toContainText('notes.txt');
  await expectAccessible(window);
  await done.getByRole('button', { name: 'Recovery code…' }).click();
  await window.getByRole('button', { name: 'Cancel' }).click();
  await expect(part).toContainText('This computer’s keychain keeps the key');
  expect(findTexts(folder, answers)).toEqual([]);
  expect(await counted(window)).toEqual(before);

  // The pieces of a photo, as the window asks for them, are those of the whole.
  const media = await window.evaluate(async () => {
    const ask = self.attache.call;
    for (let submissionId = 1; submissionId < 240; submissionId += 1) {
      const whole = await ask('data.media', { submissionId, position: 0, offset: 0, length: 4_194_304 });
      if (!whole.ok || whole.value.size < 1000) continue;
      const at = { submissionId, position: 0, offset: Math.floor(whole.value.size / 2), length: 100 };
      const piece = await ask('data.media', at);
      if (!piece.ok) return null;
      const wanted = whole.value.bytes.slice(at.offset, at.offset + at.length);
      return { wanted: [...wanted], found: [...piece.value.bytes] };
    }
    return null;
  });
  expect(media?.found.length).toBeGreaterThan(0);
  expect(media?.found).toEqual(media?.wanted);

  await part.getByRole('button', { name: 'Decrypt this workspace…' }).click();
  const ask = window.getByRole('alertdialog', { name: 'Decrypt this workspace?' });
  await expectAccessible(window);
  await ask.getByRole('button', { name: 'Decrypt', exact: true }).click();
  const plain = window.getByRole('dialog', { name: 'The workspace is no longer encrypted' });
  await expect(plain).toBeVisible();
  await plain.getByRole('button', { name: 'Close' }).click();
  await expect(part).toContainText('The workspace is not encrypted');
  expect(readFileSync(join(folder, 'attache.sqlite')).subarray(0, 15).toString()).toBe('SQLite format 3');
  expect(await counted(window)).toEqual(before);
  expect(await replyOf(window, 'workspace.newRecoveryCode', {})).toMatchObject({
    ok: false,
    problem: { code: 'workspace.not_encrypted' },
  });
  expect(app.windows()).toHaveLength(1);
});

test('a dialog stays open when the app says again what the page knows', async ({ window }) => {
  // A page that has just been loaded has heard no event yet.
  await window.reload();
  await goTo(window, { screen: 'settings', section: 'workspace' });
  await window.getByRole('button', { name: 'Encrypt this workspace…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Encrypt this workspace' });
  await expect(dialog.getByText(/It needs about/)).toBeVisible();
  await setTheme(window, 'dark');
  await setTheme(window, 'light');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});
