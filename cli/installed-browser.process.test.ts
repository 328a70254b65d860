import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { onlyWhere } from '../fixtures/only-where.ts';
import { outputOf } from '../fixtures/other-programs.ts';
import { writeBriefcaseStorage } from '../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { installedPrinter } from './installed-browser.ts';
import { attache, attacheJson } from './testing/attache.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-print-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const key = fileURLToPath(new URL('../fixtures/sample-project/keys/TEST-key-2023.pem', import.meta.url));

test('without a browser on the computer there is no printer', () => {
  if (process.platform === 'linux') expect(installedPrinter({ PATH: root })).toBeUndefined();
});

onlyWhere('chromium', 'pdftotext')(
  'sheets are printed by the browser of this computer, and read back by another program',
  async () => {
    const storage = join(root, 'storage');
    mkdirSync(storage);
    const [workspace, out] = [join(root, 'workspace'), join(root, 'out')];
    const from = writeBriefcaseStorage(sampleProject(40), storage);
    await attache(['import', from, '--workspace', workspace, '--key', key]);
    const args = ['export', '--form', 'household', '--format', 'sheets', '--pdf', '--out', out];
    const { json, code, err } = await attacheJson([...args, '--workspace', workspace]);
    expect([0, 3], err).toContain(code);
    const { submissions } = json as { readonly submissions: number };
    expect(submissions).toBeGreaterThan(2);
    const pdf = readdirSync(out).find((name) => name.endsWith('.pdf')) ?? '';
    const text = outputOf('pdftotext', ['-layout', join(out, pdf), '-']);
    expect(text.match(/Instance ID/g)).toHaveLength(submissions);
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
  },
);
