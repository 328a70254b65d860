// Covers electron/engine/export/plan-parts.ts, electron/engine/export/runner.ts.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Workspace } from '../../core/store/workspace.ts';
import type { ExportOptions, ExportStatus } from '../ipc/export.ts';
import { type ExportHandlers, exportHandlers } from './export.ts';
import { testContext } from './testing/context.ts';
import { exportEnded } from './testing/export-ended.ts';
import { sampleWorkspace } from './testing/sample-workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-parts-'));
let workspace: Workspace;
let context: ReturnType<typeof testContext>;
let handlers: ExportHandlers;
let out = '';
let options: ExportOptions;
let number = 0;

beforeAll(async () => {
  workspace = await sampleWorkspace(root, 60);
});
afterAll(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  context = testContext(workspace);
  handlers = exportHandlers(context, () => []);
  number += 1;
  out = join(root, `out-${number}`);
  const placeId = context.grant(out, true).id;
  const defaults = await handlers.handlers['export.defaults']({ formId: 'facility' });
  options = { ...defaults.options, placeId };
});

async function run(changes: Partial<ExportOptions>): Promise<ExportStatus> {
  await handlers.handlers['export.start']({ options: { ...options, ...changes }, preset: null });
  return exportEnded(handlers);
}

const withoutReports = (folder: string): string[] =>
  readdirSync(folder).filter((name) => !name.includes('-export-report') && name !== 'media');

test('each of several formats has its folder, as the plan says before', async () => {
  const changes: Partial<ExportOptions> = { moreFormats: ['stata', 'tidy'] };
  const plan = await handlers.handlers['export.plan']({ ...options, ...changes });
  expect(plan.parts.map(({ format, problem }) => [format, problem])).toEqual([
    ['tidy', null],
    ['stata', null],
  ]);
  const one = await handlers.handlers['export.plan'](options);
  expect(plan).toMatchObject({ folder: out, here: one.here, exported: one.exported });
  const status = await run(changes);
  expect(status).toMatchObject({ state: 'done', folder: out, submissions: one.exported });
  for (const [part, folder] of ['csv', 'stata'].entries()) {
    const planned = plan.files.filter((file) => file.part === part).map(({ file }) => file);
    expect(withoutReports(join(out, folder)).sort()).toEqual(planned.sort());
  }
  const preview = await handlers.handlers['export.preview']({
    options: { ...options, ...changes },
    part: 1,
    file: null,
    table: null,
  });
  expect(preview.file).toBe('Facility inventory.dta');
  const report = await handlers.handlers['export.report']({ part: 1 });
  expect(report?.text).toContain('Format      stata');
  rmSync(join(out, 'stata'), { recursive: true });
  expect(await handlers.handlers['export.report']({ part: 1 })).toBeNull();
});

test('every form has its folder, and one that cannot be written is named and stops no other', async () => {
  const changes: Partial<ExportOptions> = {
    allForms: true,
    format: 'geojson',
    version: 'of one form',
    columns: [],
  };
  const plan = await handlers.handlers['export.plan']({ ...options, ...changes });
  expect(plan.parts.length).toBeGreaterThan(2);
  const left = plan.parts.filter(({ problem }) => problem !== null);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(plan.parts.length);
  expect(left.map(({ problem }) => problem?.code)).toEqual(left.map(() => 'export.no_location'));
  expect(plan.problem).toBeNull();
  expect(plan.exported + plan.notReadable + plan.filteredOut + plan.refused).toBe(plan.here);
  const whole = await handlers.handlers['export.plan']({ ...options, allForms: true });
  expect([plan.here, whole.refused]).toEqual([whole.here, 0]);
  expect(plan.refused).toBeGreaterThan(0);
  const status = await run(changes);
  if (status.state !== 'done') throw new Error(status.state);
  expect(status.parts.map(({ formId, problem }) => [formId, problem?.code])).toEqual(
    plan.parts.map(({ formId, problem }) => [formId, problem?.code]),
  );
  for (const [part, { formId, problem }] of plan.parts.entries()) {
    const planned = plan.files.filter((file) => file.part === part).map(({ file }) => file);
    if (problem === null) expect(withoutReports(join(out, formId)).sort()).toEqual(planned.sort());
    else expect(existsSync(join(out, formId))).toBe(false);
  }
});

test('nothing is begun when no part can be written, or when one would ask', async () => {
  const changes: Partial<ExportOptions> = {
    format: 'tidy',
    moreFormats: ['stata'],
    labels: 'No such language',
  };
  expect((await handlers.handlers['export.plan']({ ...options, ...changes })).problem).not.toBeNull();
  await expect(run(changes)).rejects.toMatchObject({ code: expect.stringMatching(/^export\./) });
  await run({ moreFormats: ['stata'] });
  await expect(run({ moreFormats: ['stata'] })).rejects.toMatchObject({ code: 'export.files_exist' });
});

test('a stop between the parts says how many are whole', async () => {
  const stop = context.hear((event) => {
    if (event.type === 'export' && event.status.state === 'running' && event.status.part === 1)
      void handlers.handlers['export.stop']({});
  });
  const status = await run({ formId: 'household', moreFormats: ['stata'] });
  stop();
  expect(status).toEqual({ state: 'stopped', written: 1 });
  expect(withoutReports(join(out, 'csv'))).not.toEqual([]);
});

test('corrections come from a chosen file, and what is refused is named by its line', async () => {
  const file = join(root, 'corrections.csv');
  writeFileSync(file, 'key,variable,old,new,who,why\nuuid:nobody,facility_name,a,b,me,test\n');
  const corrections = context.grant(file, false).id;
  const status = await run({ corrections });
  if (status.state !== 'done') throw new Error(status.state);
  expect(status.parts[0]?.problems).toMatchObject([
    { code: 'export.corrections_refused', params: { count: 1, lines: '2', why: 'key' } },
  ]);
  expect(readFileSync(join(out, 'Facility inventory.csv'), 'utf8')).not.toContain('nobody');
});

test('an export after a pull writes every format of its preset', async () => {
  const preset = { ...options, moreFormats: ['sqlite' as const] };
  await handlers.handlers['export.savePreset']({ name: 'Both', options: preset });
  await handlers.runPreset('facility', 'Both');
  expect(readdirSync(out).sort()).toEqual(['csv', 'sqlite']);
  const failing = { ...options, moreFormats: ['geojson' as const] };
  await handlers.handlers['export.savePreset']({ name: 'Failing', options: failing });
  const all = { ...options, allForms: true, format: 'geojson' as const };
  const { parts } = await handlers.handlers['export.plan'](all);
  const without = parts.find(({ problem }) => problem !== null);
  await expect(handlers.runPreset(without?.formId ?? '', 'Failing')).rejects.toMatchObject({
    code: 'export.no_location',
  });
  expect(existsSync(join(out, 'csv', `${without?.title}.csv`))).toBe(true);
});

test('rules of one form never let another form through as de-identified', async () => {
  const deidentify = {
    columns: [{ column: 'facility_name', form: 'facility', do: 'leave-out' as const }],
    media: false,
    kAnonymity: null,
  };
  const changes: Partial<ExportOptions> = { deidentify, allForms: true };
  const { parts } = await handlers.handlers['export.plan']({ ...options, ...changes });
  const written = parts.filter(({ problem }) => problem === null).map(({ formId }) => formId);
  expect(written).toEqual(['facility']);
  expect(new Set(parts.flatMap(({ problem }) => problem?.code ?? []))).toEqual(
    new Set(['export.deidentify_form']),
  );
  // Of a form whose export cannot even be prepared, the submissions are counted too.
  const { here, exported, notReadable, filteredOut, refused } = await handlers.handlers['export.plan']({
    ...options,
    ...changes,
  });
  expect(here).toBe((await handlers.handlers['export.plan']({ ...options, allForms: true })).here);
  expect(refused).toBe(here - exported - notReadable - filteredOut);
  expect(refused).toBeGreaterThan(exported);
  await run(changes);
  expect(readdirSync(out)).toEqual(['facility']);
  const header = readFileSync(join(out, 'facility', 'Facility inventory.csv'), 'utf8').split('\n')[0];
  expect(header).not.toContain('facility_name');
});
