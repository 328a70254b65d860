// Covers docs/analysis/.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFile } from '../fixtures/checks/project.ts';
import { type Need, onlyWhere } from '../fixtures/only-where.ts';
import { pythonWith } from '../fixtures/other-programs.ts';
import { writeBriefcaseStorage } from '../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { switchedCommand } from '../fixtures/switched-workspace.ts';
import { attache, attacheJson, command } from './testing/attache.ts';

// Each page in docs/analysis is a way from an export to a table and a plot. Its commands run here, as they stand.

const root = mkdtempSync(join(tmpdir(), 'attache-analysis-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keys = fileURLToPath(new URL('../fixtures/sample-project/keys/', import.meta.url));
const bin = join(root, 'bin');
const workspace = join(root, 'workspace');

beforeAll(async () => {
  mkdirSync(bin);
  mkdirSync(join(root, 'storage'));
  // What opens an encrypted workspace, which the pages do not have.
  const given = ['export', '--workspace', workspace];
  const { args: switched, env } = switchedCommand(given);
  const opening = switched.slice(given.length).join(' ');
  const variables = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  const attacheCommand = command()
    .map((part) => `"${part}"`)
    .join(' ');
  // 3: all was written, and some submissions of the sample are not readable.
  writeFileSync(
    join(bin, 'attache'),
    `#!/bin/sh\n${variables.join('')}${attacheCommand} "$@" ${opening} >/dev/null 2>&1\nc=$?\n[ $c = 3 ] && exit 0\nexit $c\n`,
  );
  chmodSync(join(bin, 'attache'), 0o755);
  const storage = writeBriefcaseStorage(sampleProject(120), join(root, 'storage'));
  const opened = ['--key', join(keys, 'TEST-key-2023.pem'), '--key', join(keys, 'TEST-key-2025.pem')];
  await attache(['import', storage, '--workspace', workspace, ...opened, '--passphrase-env', 'P'], {
    P: 'sample-passphrase',
  });
});

interface Block {
  readonly language: string;
  readonly text: string;
  readonly isRun: boolean;
}

/** The commands of a page. What a comment before them says is not run is not. */
function blocksOf(page: string): Block[] {
  const found = projectFile(`docs/analysis/${page}.md`).matchAll(
    /(<!-- not run: [^>]+-->\n)?```(\w+)\n(.*?)```/gs,
  );
  return [...found].map(([, notRun, language = '', text = '']) => ({
    language,
    text,
    isRun: notRun === undefined,
  }));
}

/** Runs a block in a folder. Returns what it has printed. */
function run({ language, text }: Block, folder: string): string {
  const python = pythonWith('pandas') ?? 'python3';
  writeFileSync(join(folder, 'commands.sps'), text);
  const [program, args]: [string, string[]] =
    language === 'sh'
      ? ['sh', ['-e', '-c', text]]
      : language === 'r'
        ? ['Rscript', ['--vanilla', '-e', text]]
        : language === 'python'
          ? [python, ['-c', text]]
          : ['pspp', ['-O', 'format=csv', 'commands.sps']];
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  const printed = `${stdout}${stderr}`;
  expect(status, `${text}\n${printed}`).toBe(0);
  if (language === 'spss') expect(printed).not.toMatch(/warning|error/i);
  return stdout;
}

/** The members of each district by their sex, straight from the command's own CSV: the table of most pages. */
async function membersByDistrict(): Promise<readonly (readonly [district: string, f: number, m: number])[]> {
  const out = join(root, 'plain');
  const args = [
    'export',
    '--form',
    'household',
    '--out',
    out,
    '--labels',
    'English (en)',
    '--columns',
    'leaf',
  ];
  await attacheJson([...args, '--workspace', workspace]);
  const rowsOf = (file: string): Record<string, string>[] =>
    parse(readFileSync(join(out, file)), { columns: true });
  const districtOf = new Map(rowsOf('Household listing.csv').map(({ key, district }) => [key, district]));
  const members = rowsOf('Household listing-member.csv').map(({ parent_key, sex }) => ({
    district: districtOf.get(parent_key) ?? '',
    sex,
  }));
  const count = (district: string, sex: string): number =>
    members.filter((member) => member.district === district && member.sex === sex).length;
  return [...new Set(members.map(({ district }) => district))]
    .filter((district) => district !== '')
    .map((district) => [district, count(district, 'Female'), count(district, 'Male')]);
}

const PAGES: readonly {
  readonly page: string;
  readonly needs: readonly Need[];
  readonly hasPlot: boolean;
  /** The members of each district by their sex. */
  readonly hasTable: boolean;
}[] = [
  { page: 'r', needs: ['haven'], hasPlot: true, hasTable: true },
  { page: 'stata', needs: [], hasPlot: false, hasTable: false },
  { page: 'spss', needs: ['pspp'], hasPlot: false, hasTable: true },
  { page: 'excel', needs: [], hasPlot: false, hasTable: false },
  { page: 'python', needs: ['pandas', 'matplotlib'], hasPlot: true, hasTable: true },
  { page: 'qgis', needs: ['gdal'], hasPlot: false, hasTable: false },
  { page: 'sql', needs: ['sqlite3', 'rsqlite'], hasPlot: true, hasTable: true },
];

for (const { page, needs, hasPlot, hasTable } of PAGES) {
  onlyWhere(...needs)(
    `the commands of the page ${page} run, and end with the right table`,
    async () => {
      const folder = join(root, page);
      mkdirSync(folder);
      symlinkSync(workspace, join(folder, 'sample'));
      const printed = blocksOf(page)
        .filter(({ isRun }) => isRun)
        .map((block) => run(block, folder))
        .join('\n');
      if (hasPlot) expect(statSync(join(folder, 'plot.png')).size).toBeGreaterThan(1000);
      for (const [district, female, male] of hasTable ? await membersByDistrict() : []) {
        const pattern = `${district}\\D+${female}\\D+(?:${district}\\D+)?${male}\\b`;
        expect(printed).toMatch(new RegExp(pattern));
      }
    },
    120_000,
  );
}

test('each page is listed, says what is not run, and is here', () => {
  const listed = projectFile('docs/analysis/README.md').matchAll(/\]\(([a-z]+)\.md\)/g);
  expect([...listed].map(([, name]) => name).sort()).toEqual(PAGES.map(({ page }) => page).sort());
  for (const { page } of PAGES) {
    const text = projectFile(`docs/analysis/${page}.md`);
    if (blocksOf(page).some(({ isRun }) => !isRun)) expect(text).toMatch(/not run/);
  }
});
