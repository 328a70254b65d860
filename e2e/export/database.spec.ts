// Covers renderer/screens/export/database-fields.tsx, renderer/screens/export/database-test.tsx,
// renderer/screens/export/use-database.ts.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canServe, PostgresServer } from '../../core/export/formats/postgres/testing/postgres-server.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { count } from '../sample.ts';
import { pick } from '../steps.ts';

// A spec that is skipped counts as failed, so that it is not there at all.
if (canServe()) specs();
else console.log('e2e/export/database.spec.ts is left out: no PostgreSQL server can be started here.');

function specs(): void {
  let server: PostgresServer;
  test.beforeAll(async () => {
    server = await PostgresServer.start();
  });
  test.afterAll(() => server.stop());

  test('a form goes to a database: the address is typed, tested, and its password is nowhere on the page', async ({
    app,
    window,
    sample,
    folder,
  }) => {
    const reports = join(folder, 'reports');
    await window.keyboard.press('Control+5');
    await expect(window.getByRole('button', { name: /^Export \d/ })).toBeVisible();
    await pick(window, 'Format', 'PostgreSQL database');
    const start = window.getByRole('button', { name: 'Export to the database' });
    await expect(start).toBeVisible();
    await expect(window.getByRole('checkbox', { name: /media/i })).toHaveCount(0);

    // A whole address may be pasted. Its password goes into the field for it.
    const host = window.getByRole('textbox', { name: 'Server', exact: true });
    await host.fill(`postgresql://owner:wrong@localhost:${server.port}/postgres`);
    await expect(host).toHaveValue('localhost');
    await expect(window.getByRole('textbox', { name: 'Port' })).toHaveValue(String(server.port));
    await expect(window.getByRole('textbox', { name: 'User' })).toHaveValue('owner');
    const password = window.getByLabel('Password', { exact: true });
    await expect(password).toHaveValue('wrong');
    const tries = window.getByRole('button', { name: 'Test connection' });
    await tries.click();
    await expect(window.getByText(/from an authority that this computer does not know/)).toBeVisible();
    await answerDialogs(app, { open: [server.ca] });
    await window.getByRole('button', { name: /CA file|certificate/i }).click();
    await expect(window.getByText(/does not accept this user and password/)).toBeVisible();
    await password.fill(PostgresServer.password);
    await tries.click();
    await expect(window.getByText(/^Works, PostgreSQL \d/)).toBeVisible();
    await expect(password).toHaveValue('');
    await window.getByRole('textbox', { name: 'Schema' }).fill('Field data');
    await expectAccessible(window);

    await answerDialogs(app, { open: [reports] });
    await window.getByRole('button', { name: /^Choose folder/ }).click();
    await window.getByRole('button', { name: 'Save as preset…' }).click();
    const name = window.getByRole('textbox', { name: 'Name' });
    await name.fill('Warehouse');
    await name.press('Enter');
    await expect(window.getByRole('button', { name: /Warehouse/ })).toBeVisible();
    await start.click();
    await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
    await expect(window.getByText(/rows in the database/)).toBeVisible();
    const status = await asked(window, 'export.status', {});
    if (status?.state !== 'done') throw new Error('the export has not ended');
    const formId = status.parts[0]?.formId ?? '';
    expect(server.psql(`SELECT count(*) FROM "Field data"."${formId}"`).trim()).toBe(
      String(status.submissions),
    );
    const ofForm = `SELECT count(*) FROM submission WHERE form_id = '${formId}' AND record_count > 0`;
    expect(count(sample, ofForm)).toBeGreaterThanOrEqual(status.submissions);
    expect(status.submissions).toBeGreaterThan(0);
    expect(readdirSync(reports)).toContain(`${formId}-export-report.txt`);
    expect(existsSync(join(folder, 'Field data'))).toBe(false);
    // Beside files, tables are counted as tables, and not as a file.
    await pick(window, 'Also write', 'Choose…');
    const formats = window.getByRole('dialog', { name: 'Also write' });
    await formats.getByRole('checkbox', { name: 'Codebook' }).check({ force: true });
    await formats.getByRole('button', { name: /^Use / }).click();
    await expect(window.getByText(/^1, in .* · \d+ tables? in the database$/)).toBeVisible();
    await window.getByRole('button', { name: /^Export files(, media)? and tables$/ }).click();
    await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
    await expect(window.getByText(/1 file, \d.*\. [\d,]+ rows in the database\./)).toBeVisible();
    expect(await window.content()).not.toContain(PostgresServer.password);
    const kept = [await asked(window, 'export.presets', {}), await asked(window, 'export.status', {})];
    expect(JSON.stringify(kept)).not.toContain(PostgresServer.password);

    // What is typed for one database goes to no other.
    await host.fill('db.example.org');
    await password.fill('for db.example.org');
    await pick(window, 'Preset', 'No preset');
    await expect(password).toHaveValue('for db.example.org');
    await pick(window, 'Preset', 'Warehouse');
    await expect(host).toHaveValue('localhost');
    await expect(password).toHaveValue('');
  });
}
