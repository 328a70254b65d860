import type { ElectronApplication, Locator, Page } from 'playwright/test';
import type { OpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { asked } from './asked.ts';
import { answerDialogs, expect } from './electron.ts';
import { account, newKey } from './sample-server.ts';

// Steps that other specs test in the window. Here they use the window's bridge, which is quicker.

/** Trusts the authority of a server, as when the user chooses its file in Settings. */
export async function trust(
  app: ElectronApplication,
  page: Page,
  server: { readonly caFile: string },
): Promise<void> {
  await answerDialogs(app, { open: [server.caFile] });
  const place = await asked(page, 'app.chooseFile', { purpose: 'certificate' });
  await asked(page, 'app.set', { caFile: place?.path ?? null });
}

/** Adds a server, counts its forms and chooses them all. Its password is kept for this session, or in the keychain. */
export async function addServer(
  app: ElectronApplication,
  page: Page,
  server: OpenRosaServer,
  name = 'Study server',
  remember = false,
): Promise<void> {
  await trust(app, page, server);
  await asked(page, 'servers.add', {
    kind: 'openrosa',
    name,
    address: server.url,
    login: { kind: 'password', user: account.name, password: account.password },
    remember,
  });
  const { forms } = await asked(page, 'forms.refresh', { source: name });
  await asked(page, 'forms.choose', {
    forms: forms.map(({ source, formId }) => ({ source, formId })),
    isChosen: true,
  });
}

/** Adds a key for this session. */
export async function addKey(
  app: ElectronApplication,
  page: Page,
  key: { readonly file: string; readonly passphrase?: string } = newKey,
): Promise<void> {
  await answerDialogs(app, { open: [key.file] });
  const place = await asked(page, 'app.chooseFile', { purpose: 'key' });
  const found = await asked(page, 'keys.inspect', {
    placeId: place?.id ?? '',
    passphrase: key.passphrase ?? null,
  });
  if (found.outcome !== 'good') throw new Error(`the key is ${found.outcome}`);
  await asked(page, 'keys.keep', {
    draftId: found.draftId,
    name: found.suggestedName,
    kept: { kind: 'session' },
  });
}

/** Waits until no pull runs, and returns how the last one ended. */
export async function pullEnded(page: Page): Promise<string | null> {
  let outcome: string | null = null;
  await expect
    .poll(async () => {
      const { pull } = await asked(page, 'pull.status', {});
      outcome = pull?.outcome ?? null;
      return pull?.state;
    })
    .toBe('ended');
  return outcome;
}

/**
 * Presses the button that ends the app, and waits until it has ended. The app may end before the press is
 * reported as done.
 */
export async function pressToEnd(app: ElectronApplication, button: Locator): Promise<void> {
  const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
  await button.click().catch((error: unknown) => {
    if (!/has been closed/.test(String(error))) throw error;
  });
  await ended;
}

/** Chooses an option of a list, such as a form. */
export async function pick(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('button', { name: field }).first().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** How long a photo of a sheet may take to be shown. A sheet that shows none until then is passed over. */
const PHOTO_MS = 2000;

/** Goes on from the sheet of the first submission to one that shows a photo. Returns the photo. */
export async function toPhoto(sheet: Locator): Promise<Locator> {
  const photo = sheet.locator('img').first();
  const isShown = (): Promise<boolean> =>
    photo.waitFor({ timeout: PHOTO_MS }).then(
      () => true,
      () => false,
    );
  for (let at = 2; !(await isShown()); at += 1) {
    await sheet.getByRole('button', { name: 'Next' }).click();
    await expect(sheet).toContainText(`${at} of `);
  }
  return photo;
}
