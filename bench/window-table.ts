import { join } from 'node:path';
import type { Page } from 'playwright';
import { createEncrypted } from '../app/workspace/create-encrypted.ts';
import { unlockWorkspace } from '../app/workspace/unlock-workspace.ts';
import { Secret } from '../core/ground/secret.ts';
import { deriveKeys } from '../core/vault/workspace-key.ts';
import { asked } from '../e2e/asked.ts';
import { bigFormId, makeBigWorkspace } from '../fixtures/bench-data/big-workspace.ts';
import type { WorkspaceKind } from './bench-keys.ts';
import type { Figure } from './figures.ts';
import { openApp } from './opened-window.ts';

const PASSPHRASE = 'TEST-passphrase';

/**
 * Measures how soon the table of a large form shows, scrolls, sorts and finds, in an encrypted workspace beside a plain
 * one.
 */
export async function measureTable(folder: string, rows: number): Promise<readonly Omit<Figure, 'group'>[]> {
  const plain = await measureSteps(join(folder, 'table-plain'), rows, 'plain');
  const encrypted = await measureSteps(join(folder, 'table-encrypted'), rows, 'encrypted');
  return [...plain].flatMap(([name, milliseconds]) => {
    const other = encrypted.get(name) ?? Number.NaN;
    const ratio = { value: other / milliseconds, of: 'plain' };
    return [
      { name, value: milliseconds, unit: 'ms' },
      { name: `${name}, encrypted`, value: other, unit: 'ms', ratio },
    ];
  });
}

/** Returns the milliseconds of each step. */
async function measureSteps(
  userData: string,
  rows: number,
  kind: WorkspaceKind,
): Promise<ReadonlyMap<string, number>> {
  await makeWorkspace(join(userData, 'workspace'), rows, kind);
  const { app, page } = await openApp(userData);
  if (kind === 'encrypted') await unlock(page);
  const times = new Map<string, number>();
  const timed = async (name: string, act: () => Promise<unknown>, seen: string): Promise<void> => {
    const start = performance.now();
    await act();
    await isSeen(page, seen);
    times.set(name, performance.now() - start);
  };
  const firstCell = `document.querySelector('.grid-body .grid-row .grid-cell')?.textContent || undefined`;
  await timed(
    `${rows.toLocaleString('en')} rows: first page`,
    () =>
      page.evaluate(
        `history.pushState({ screen: 'data', formId: '${bigFormId}' }, ''); dispatchEvent(new PopStateEvent('popstate'))`,
      ),
    `${firstCell} !== undefined`,
  );
  await timed(
    'to the last row',
    () =>
      page.evaluate(
        `(() => { const grid = document.querySelector('.grid'); grid.scrollTop = grid.scrollHeight; })()`,
      ),
    `[...document.querySelectorAll('.grid-body [aria-rowindex]')].some((row) => Number(row.getAttribute('aria-rowindex')) > ${Math.floor(rows * 0.99)} && row.textContent.length > 20)`,
  );
  await timed(
    'sorted by a number',
    () =>
      page.evaluate(`document.querySelector('.grid [role=columnheader]:nth-of-type(4) .grid-sort').click()`),
    `document.querySelector('[aria-sort=ascending]') !== null && document.querySelector('[aria-busy=true]') === null && ${firstCell} !== undefined`,
  );
  await timed(
    'searched in all columns',
    () => page.locator('input[type=search]').first().fill('HH-0000007'),
    `/match/.test(document.querySelector('.status')?.textContent ?? '')`,
  );
  await app.close();
  return times;
}

async function makeWorkspace(folder: string, rows: number, kind: WorkspaceKind): Promise<void> {
  if (kind === 'plain') {
    makeBigWorkspace(folder, rows).close();
    return;
  }
  const unlockedBy = { passphrase: new Secret(PASSPHRASE), keychain: null };
  const code = await createEncrypted({ folder, unlockedBy });
  const key = await unlockWorkspace(folder, { by: 'recovery', code });
  makeBigWorkspace(folder, rows, 0, deriveKeys(key)).close();
}

/** Unlocks the workspace, and waits until its forms are on the screen. */
async function unlock(page: Page): Promise<void> {
  await asked(page, 'workspace.unlock', { by: { kind: 'passphrase', passphrase: PASSPHRASE } });
  await isSeen(
    page,
    `document.querySelector('[data-screen="locked"]') === null && document.querySelector('.rail-item') !== null`,
  );
}

/**
 * Waits until the page says true to a text. This asks from outside the page, because the page's security policy does
 * not let it run text as code.
 */
async function isSeen(page: Page, text: string): Promise<void> {
  while (!(await page.evaluate<boolean>(text))) await new Promise((resolve) => setTimeout(resolve, 10));
}
