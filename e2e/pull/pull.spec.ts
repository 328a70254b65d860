// Covers renderer/screens/pull/.
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { connect } from '../../core/store/connect.ts';
import { holdAfter } from '../../fixtures/servers/held-submissions.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { expect } from '../electron.ts';
import { account, newKey, oldKey, SUBMISSIONS, test } from '../sample-server.ts';
import { addKey, addServer, pullEnded } from '../steps.ts';

/** One number out of the workspace of a user-data folder. */
function count(userData: string, sql: string): number {
  const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
  try {
    return db.prepare<[], number>(sql).pluck().get() ?? -1;
  } finally {
    db.close();
  }
}

const number = async (window: Page, name: string): Promise<number> =>
  Number(
    (await window.getByRole('button', { name: new RegExp(`^[\\d,]+ ${name}$`) }).innerText()).replace(
      ',',
      '',
    ),
  );

/** How many submissions the server of a pull that is disturbed has, and how many it sends before. */
const DISTURBED = 130;
const SENT = 80;

/** Changes the address and the password of the server of a spec. */
async function change(window: Page, address: string, password: string): Promise<void> {
  await asked(window, 'servers.change', {
    name: 'Study server',
    draft: {
      kind: 'openrosa',
      name: 'Study server',
      address,
      login: { kind: 'password', user: account.name, password },
      remember: false,
    },
  });
}

test('the report adds up, is that of the database, and each number leads to its submissions', async ({
  app,
  window,
  server,
  userData,
}) => {
  await addServer(app, window, server);
  await addKey(app, window, newKey);
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await expect(window.getByRole('heading', { name: 'Pull report' })).toBeVisible();

  const onServers = await number(window, 'On servers');
  const stored = await number(window, 'Stored');
  const notStored = await number(window, 'Not stored');
  const readable = await number(window, 'Readable');
  const notReadable = await number(window, 'Not readable');
  expect(onServers).toBe(SUBMISSIONS);
  expect(onServers).toBe(stored + notStored);
  expect(stored).toBe(readable + notReadable);
  expect(stored).toBe(count(userData, 'SELECT count(*) FROM submission'));
  expect(readable).toBe(count(userData, 'SELECT count(*) FROM submission WHERE record_count > 0'));
  await expectAccessible(window);

  // One total: what the outcome says is what the causes below add up to.
  const section = window.getByRole('region', { name: /submissions? with a problem/ });
  const counts = await section.locator('.report-count').allInnerTexts();
  const troubled = counts.reduce((sum, text) => sum + Number(text.replace(',', '')), 0);
  await expect(window.locator('.notice')).toContainText(`${troubled} of ${SUBMISSIONS} have a problem`);
  await expect(section.getByRole('heading')).toHaveText(`${troubled} submissions with a problem`);
  // A warning is none of what is lost.
  const photo = section.getByRole('listitem').filter({ hasText: 'A photo or recording is missing' });
  await expect(photo.locator('.state')).toHaveClass(/warn/);

  // *Show* opens the cause that it stands beside, and none other for one that was mended since.
  await photo.getByRole('button', { name: 'Show' }).click();
  const cause = window.getByRole('option', { selected: true });
  await expect(cause).toContainText('A photo or recording is missing');
  await window.keyboard.press('Alt+ArrowLeft');
  const locked = section.getByRole('listitem').filter({ hasText: 'No available key decrypts these' });
  const waiting = Number(await locked.locator('.report-count').innerText());
  await locked.getByRole('button', { name: 'Show' }).click();
  await expect(cause).toContainText('No available key decrypts these');

  // A key that comes later leaves the report of the pull as it is, but for what waited.
  await addKey(app, window, oldKey);
  await pullEnded(window);
  await window.keyboard.press('Alt+ArrowLeft');
  const since = window.locator('.notice').filter({ hasText: /Decrypted \d+ with TEST-key-2023/ });
  await expect(since).toBeVisible();
  expect(await number(window, 'On servers')).toBe(onServers);
  expect(await number(window, 'Stored')).toBe(stored);
  // Two of what waited are damaged; one asks for another key.
  await expect(locked.locator('.report-count')).toHaveText('1');
  const [opened] = (await since.innerText()).match(/\d+/) ?? [];
  await expect.poll(() => number(window, 'Readable')).toBe(readable + Number(opened));
  expect(Number(opened)).toBe(waiting - 3);
  await expectAccessible(window);
});

test('a server behind a front server that answers for it is waited for, with no time left', async ({
  app,
  window,
  serve,
}) => {
  let isDown = false;
  const { hold, letGo } = holdAfter(SENT);
  const slow = await serve({
    count: DISTURBED,
    hold,
    down: () => (isDown ? { status: 502, headers: {} } : null),
  });
  await addServer(app, window, slow);
  await addKey(app, window, newKey);
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await expect(window.getByRole('button', { name: /^[1-9]\d* stored$/ }).first()).toBeVisible();
  isDown = true;
  letGo();
  const { host } = new URL(slow.url);
  const notice = window.locator('.notice').filter({ hasText: `${host} reported an error (502).` });
  await expect(notice).toContainText('Trying again');
  await expect(window.locator('.pull-now')).toContainText('Waiting for the server');
  await expect(window.locator('.pull-now')).not.toContainText(/ left|a second/);
  await expect(window.getByRole('banner')).toContainText(`Waiting for ${host}`);
  await expectAccessible(window);
  await expect(notice).toContainText(/Trying again in \d+ seconds?\./);
  isDown = false;
  // At once: the button goes with the next try, which may come while a click waits for it to stand still.
  await window.getByRole('button', { name: 'Try now' }).evaluate((button: HTMLElement) => button.click());
  await expect(window.getByRole('heading', { name: 'Pull report' })).toBeVisible();
  expect(await number(window, 'Not stored')).toBe(0);
  await expect(window.locator('.happened')).toContainText(`${host} reported an error (502).`);
});

test('a pull is stopped, and the next one continues with the rest', async ({
  app,
  window,
  serve,
  userData,
}) => {
  const { hold, letGo, fetched } = holdAfter(SENT);
  const slow = await serve({ count: DISTURBED, hold });
  await addServer(app, window, slow);
  await addKey(app, window, newKey);
  await addKey(app, window, oldKey);
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await expect(window.getByRole('progressbar').first()).toBeVisible();
  await expect.poll(() => count(userData, 'SELECT count(*) FROM submission')).toBeGreaterThan(0);
  await window.getByRole('button', { name: 'Stop pull' }).click();
  await expect(window.getByText('Stopped.', { exact: true })).toBeVisible();
  letGo();
  const first = count(userData, 'SELECT count(*) FROM submission');
  expect(first).toBeLessThan(DISTURBED);
  const before = fetched();

  await window.getByRole('button', { name: 'Continue' }).click();
  await expect(window.getByText('Stopped.', { exact: true })).toHaveCount(0);
  expect(await pullEnded(window)).not.toBe('stopped');
  expect(count(userData, 'SELECT count(*) FROM submission')).toBe(DISTURBED);
  // Beside the rest, those of the first that look damaged come once more.
  expect(fetched() - before).toBeGreaterThanOrEqual(DISTURBED - first);
  expect(fetched() - before).toBeLessThan(DISTURBED - first + 5);

  // Then nothing is new; and a pull that fails says nothing of how many the server has, and can be tried again.
  await asked(window, 'pull.start', { forms: null, full: false });
  await expect(window.getByText('No new submissions on the servers.')).toBeVisible();
  await expect(window.locator('.ledger .result').first()).toContainText(/New\D*0$/);
  await slow.close();
  await asked(window, 'pull.start', { forms: null, full: false });
  await expect(window.getByText('Failed.', { exact: true })).toBeVisible();
  await expect(window.locator('.ledger')).toHaveCount(0);
  await expect(window.getByText('On servers')).toHaveCount(0);
  await window.getByRole('button', { name: 'Try again' }).click();
  await expect(window.getByText('Failed.', { exact: true })).toBeVisible();
});

test('a network that breaks again and again loses nothing', async ({ app, window, serve, userData }) => {
  const server = await serve({
    count: 12,
    faults: [{ kind: 'reset', at: /downloadSubmission/, times: 14 }],
  });
  await addServer(app, window, server);
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await expect.poll(() => count(userData, 'SELECT count(*) FROM submission')).toBe(12);
});

test('a server that is gone ends the pull with a sentence and what to do', async ({ app, window, serve }) => {
  const server = await serve({ count: 6 });
  await addServer(app, window, server);
  await server.close();
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await pullEnded(window);
  const notice = window.getByRole('alert').filter({ hasText: 'Failed.' });
  await expect(notice).toContainText('no server responds at this address');
  await expect(notice).toContainText('Check');
});

test('a list that could not be read is told before anything else', async ({ app, window, serve }) => {
  const server = await serve({
    count: 12,
    faults: [{ kind: 'status', status: 403, at: /submissionList\?formId=facility/ }],
  });
  await addServer(app, window, server);
  await addKey(app, window, newKey);
  await addKey(app, window, oldKey);
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  expect(await pullEnded(window)).toBe('problems');
  const notice = window.locator('.notice').filter({ hasText: 'Complete, with problems.' });
  await expect(notice).toContainText('Not every submission of Facility inventory was listed.');
  await expect(notice).toContainText('does not let this account read its submissions');
  await expect(window.getByRole('row', { name: /Facility inventory/ })).toContainText('Not listed');
  await expect(notice).not.toContainText('accounted for');
  // There is no submission that could be shown for it.
  await expect(window.locator('.report-problems li')).toHaveCount(1);
  await expect(window.locator('.report-problems li button')).toHaveCount(0);
  await expect(window.locator('.happened')).toContainText('does not let this account read its submissions');
  await expect(window.locator('.happened')).not.toContainText('1 submission:');
});

test('without a network a pull waits, says so, and can be told to try now', async ({
  app,
  window,
  serve,
}) => {
  await addServer(app, window, await serve({ count: 6 }));
  await change(window, 'https://attache-e2e.invalid', account.password);
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await expect(window.getByText('You are offline.').first()).toBeVisible();
  await window.getByRole('button', { name: 'Try now' }).click();
  await window.getByRole('button', { name: 'Stop pull' }).click();
  await pullEnded(window);
});

test('a wrong password ends the pull with a sentence and a way to sign in', async ({
  app,
  window,
  serve,
}) => {
  const server = await serve({ count: 6 });
  await addServer(app, window, server);
  await change(window, server.url, 'it has been changed');
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Pull 3 forms' }).click();
  await pullEnded(window);
  await expect(window.getByText('Failed.', { exact: true })).toBeVisible();
  await expect(window.getByText(/does not accept|refused|password/i).first()).toBeVisible();
  await expect(window.getByText('it has been changed')).toHaveCount(0);
});
