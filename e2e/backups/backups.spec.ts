// Covers renderer/frame/backup-chip.tsx, renderer/screens/backups/, renderer/screens/encryption/last-group.tsx,
// renderer/screens/encryption/show-code.tsx, renderer/widgets/native-field.tsx.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from '../accessible.ts';
import { asked, replyOf } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { goTo } from '../tour.ts';

test('a backup is set up, made, checked, tried out, restored and opened; a pulled-out disk is named', async ({
  app,
  window,
  userData,
  folder,
}) => {
  const workspace = join(userData, 'workspace');
  const { forms: before } = await asked(window, 'forms.list', {});
  await goTo(window, { screen: 'settings', section: 'backups' });
  const pane = window.locator('.pane');
  await expect(pane).toContainText('This workspace has no backup.');
  await expectAccessible(window);

  // A folder in the workspace is refused; in a folder with other files, Attaché proposes one of its own.
  await answerDialogs(app, { open: [join(workspace, 'files')] });
  await pane.getByRole('button', { name: 'Set up a backup…' }).click();
  const setUp = window.getByRole('dialog', { name: 'Set up a backup' });
  await expect(setUp.getByRole('alert')).toContainText('inside each other');
  await expect(setUp.getByRole('button', { name: 'Use this folder' })).toHaveCount(0);
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  writeFileSync(join(disk, 'letter.txt'), 'of the user');
  await answerDialogs(app, { open: [disk] });
  await setUp.getByRole('button', { name: 'Choose another folder…' }).click();
  const backup = join(disk, 'Attaché workspace');
  await expect(setUp).toContainText(backup);
  await expect(setUp).toContainText('The workspace is on the same disk.');
  await expect(setUp).toContainText('Every night');
  await expectAccessible(window);
  await setUp.getByRole('button', { name: 'Use this folder' }).click();

  // Nothing is written before the code is kept.
  const codeDialog = window.getByRole('dialog', { name: 'Backup code' });
  await expect(codeDialog.locator('.recovery-code')).toHaveText(/^([0-9A-Z]{4}-){13}[0-9A-Z]{4}$/);
  await window.keyboard.press('Escape');
  const part = window.getByRole('region', { name: `Backup in ${backup}` });
  await expect(part.getByRole('button', { name: 'Back up now' })).toHaveAttribute('aria-disabled', 'true');
  expect(existsSync(backup)).toBe(false);
  await expect(window.getByRole('button', { name: 'No proved backup' })).toBeVisible();
  await expectAccessible(window);
  await pane.getByRole('button', { name: 'Backup code…' }).click();
  const code = await codeDialog.locator('.recovery-code').innerText();
  const codeFile = join(folder, 'code.txt');
  await answerDialogs(app, { save: join(disk, 'Attaché workspace', 'code.txt') });
  mkdirSync(backup);
  await codeDialog.getByRole('button', { name: 'Save…' }).click();
  await expect(codeDialog.getByText('This place is inside a backup.')).toBeVisible();
  await answerDialogs(app, { save: codeFile });
  await codeDialog.getByRole('button', { name: 'Choose another place…' }).click();
  await codeDialog.getByRole('button', { name: 'Save there anyway' }).click();
  await codeDialog.getByLabel('Last group of the code').fill(code.slice(-4));
  await window.keyboard.press('Enter');
  await expect(codeDialog).toHaveCount(0);
  expect(readFileSync(codeFile, 'utf8').trimEnd().split('\n').at(-1)).toBe(code);

  // The plan makes the first backup at once, and tries it out.
  await expect(part.getByText(/^The restore drill found everything in order: 240 submissions/)).toBeVisible();
  await expect(part).toContainText('Complete, Today');
  await expect(part).toContainText('in 1 snapshot');
  await expect(window.getByRole('button', { name: 'No proved backup' })).toHaveCount(0);
  await expect(pane.getByRole('button', { name: 'Backup code…' })).toHaveCount(0);
  expect((await replyOf(window, 'backup.code', {})).ok).toBe(false);
  await part.getByRole('button', { name: 'Back up now' }).click();
  await expect(part.getByText('Backed up: 240 submissions, 0 new files')).toBeVisible();
  await part.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(part.getByText(/^The backup is as it was written/)).toBeVisible();

  // The stick is pulled out, and put back.
  renameSync(disk, `${disk}-away`);
  await part.getByRole('button', { name: 'Back up now' }).click();
  await expect(part.getByRole('alert')).toContainText('is not there. Its disk was removed');
  await expect(part).toContainText('This folder is not there now.');
  await expect(part).toContainText('Failed, Today');
  renameSync(`${disk}-away`, disk);
  await part.getByRole('button', { name: 'Back up now' }).click();
  await expect(part.getByText('Backed up: 240 submissions, 0 new files')).toBeVisible();

  // Into a new folder, encrypted, by the file of the code.
  await pane.getByRole('button', { name: 'Restore a backup…' }).click();
  const restore = window.getByRole('dialog', { name: 'Restore a backup' });
  await answerDialogs(app, { open: [backup] });
  await restore.getByRole('group', { name: 'Backup folder' }).getByRole('button').click();
  await expect(restore.getByRole('button', { name: /^The newest/ })).toBeVisible();
  const target = join(folder, 'restored');
  await answerDialogs(app, { open: [target] });
  await restore.getByRole('group', { name: 'Restore into' }).getByRole('button').click();
  await restore.getByLabel('Backup code').fill(`${code.slice(0, -4)}0000`);
  await restore.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(restore.getByRole('alert')).toContainText('typing error');
  await answerDialogs(app, { open: [codeFile] });
  await restore.getByRole('button', { name: 'From a file…' }).click();
  await expectAccessible(window);
  await restore.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(restore).toContainText('Restored: 240 submissions');
  await restore.getByRole('button', { name: 'Open this workspace' }).click();
  await expect(window.locator('[data-screen="forms"]')).toBeVisible();
  await expect(window.getByText('The recovery code of this workspace is not checked yet.')).toBeVisible();
  const counts = (forms: typeof before) =>
    forms.map(({ formId, counts: { here, readable } }) => [formId, here, readable]);
  const { forms: after } = await asked(window, 'forms.list', {});
  expect(counts(after)).toEqual(counts(before));
  expect(existsSync(join(target, 'workspace.key.json'))).toBe(true);

  // It knows its backup, and has proved none of its own yet: the Locked screen says so too.
  await expect(window.getByRole('button', { name: 'No proved backup' })).toBeVisible();
  await window.keyboard.press('Control+l');
  await expect(window.locator('[data-screen="locked"]')).toContainText(
    'No backup of this workspace has been proved yet.',
  );
});
