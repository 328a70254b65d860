// Covers renderer/screens/settings/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../electron.ts';
import { tour } from '../tour.ts';

test('settings take effect at once and are in the file', async ({ window, userData }) => {
  const kept = () =>
    (JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8')) as { settings: object }).settings;
  const section = (name: string) =>
    window.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name }).click();
  const pick = async (field: string, option: string): Promise<void> => {
    await window.getByRole('button', { name: field }).click();
    await window.getByRole('option', { name: option, exact: true }).click();
  };
  await window.keyboard.press('Control+Comma');
  await window.getByRole('radio', { name: 'Dark' }).click({ force: true });
  await expect(window.locator('html')).toHaveClass(/dark/);
  await section('Network');
  await window.getByRole('radio', { name: 'Custom' }).click({ force: true });
  await window.getByRole('textbox', { name: 'Proxy address' }).fill('http://proxy.example:3128');
  await window.getByRole('textbox', { name: 'Proxy address' }).press('Enter');
  await pick('Parallel connections', '2');
  await section('Locking');
  await pick('Lock when idle', 'After 5 minutes');
  await section('Log');
  await expect.poll(kept).toMatchObject({
    theme: 'dark',
    connections: 2,
    proxy: { kind: 'own', url: 'http://proxy.example:3128' },
    lock: { idle: 5 },
  });
  // Each of them is a stop of the tour, where axe and others look at it.
  const stops = tour.filter(({ name }) => name.startsWith('settings-'));
  const sections = window.getByRole('navigation', { name: 'Settings' }).getByRole('button');
  await expect(sections).toHaveCount(stops.length);
  await section('About');
  await window.getByRole('button', { name: 'Show licences' }).click();
  await expect(window.getByText(/better-sqlite3/).first()).toBeVisible();
});
